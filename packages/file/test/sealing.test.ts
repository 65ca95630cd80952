import { expect, test, vi } from 'vitest';

import { createSegmentNow } from '../src/journal/segment-draft.js';
import { Segment } from '../src/journal/segment.js';
import { drain, namesIn, newFolder, newTask, newTasks, opened, take } from './folder.js';

const lateSecond = { number: 2, nonce: 12_345, waitedAt: 0 };

/** As a process leaves the folder that is killed on its way to a new segment. */
function dieWhileRotating(folder: string, step: 'created' | 'sealed'): void {
  createSegmentNow(folder, lateSecond);
  const first = Segment.open(folder, 1);
  if (step === 'sealed') first.seal();
  first.close();
}

test.each(['created', 'sealed'] as const)(
  'a process killed after it had %s a segment holds nobody up',
  async (step) => {
    const folder = newFolder();
    const before = opened(folder);
    await before.put('q', newTasks(2));
    const reader = opened(folder);
    expect(await reader.stats('q')).toMatchObject({ ready: 2 });
    dieWhileRotating(folder, step);
    const fresh = opened(folder);
    expect(await fresh.stats('q')).toMatchObject({ ready: 2 });
    await before.put('q', [newTask('b')]);
    await fresh.put('q', [newTask('c')]);
    expect(await reader.stats('q')).toMatchObject({ ready: 4 });
    expect(await drain(fresh)).toEqual(['t0', 't1', 'b', 'c']);
    expect(await before.stats('q')).toMatchObject({ ready: 0, reserved: 0 });
  },
);

test('a segment made late, in the place of one that has come and gone, misleads nobody', async () => {
  const folder = newFolder();
  const options = { segmentBytes: 64 * 1024 };
  // No timer of this one goes off: it sleeps through all that follows.
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const behind = opened(folder, options);
  await behind.put('q', [newTask('first', { priority: 900 })]);
  expect(await behind.stats('q')).toMatchObject({ ready: 1 });
  vi.useRealTimers();
  const busy = opened(folder, options);
  let round = 0;
  const isGone = (): boolean => !namesIn(folder, 'seg-').includes('seg-00000002.log');
  await vi.waitUntil(async () => {
    await busy.put(
      'q',
      newTasks(60, { body: Buffer.alloc(500) }).map((task) => ({
        ...task,
        id: `${round}-${task.id}`,
      })),
    );
    // One of each round stays, so that later segments are kept.
    const done = await take(busy, 59);
    await busy.complete(done.map(({ lease }) => lease));
    round++;
    return round > 5 && isGone();
  });
  createSegmentNow(folder, lateSecond);
  expect(await behind.stats('q')).toEqual(await busy.stats('q'));
  await behind.put('q', [newTask('last', { priority: 950 })]);
  expect((await drain(behind)).slice(-2)).toEqual(['first', 'last']);
});
