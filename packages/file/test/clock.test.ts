import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { timers } from '@jq/core/adapter';
import { afterEach, expect, test, vi } from 'vitest';

import { namesIn, newFolder, newTask, opened, take } from './folder.js';

const HOUR = 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([HOUR, -HOUR])(
  'setting the wall clock by %i ms neither ends nor delays anything',
  async (jump) => {
    const folder = newFolder();
    const adapter = opened(folder);
    await adapter.put('q', [newTask('a', { ttrMs: 60_000 }), newTask('b', { delayMs: 60_000 })]);
    await take(adapter);
    const wall = timers.wallTime;
    vi.spyOn(timers, 'wallTime').mockImplementation(() => wall() + jump);
    const other = opened(folder);
    for (const one of [adapter, other])
      expect(await one.stats('q')).toMatchObject({ ready: 0, reserved: 1, delayed: 1 });
    const [view] = await other.peek('q', 'delayed', 1);
    expect(view?.timeLeftMs).toBeGreaterThan(50_000);
    expect(view?.timeLeftMs).toBeLessThanOrEqual(60_000);
  },
);

/** As if the machine had been restarted: its clock is another one now. */
function restartMachine(folder: string): void {
  const [clock] = namesIn(folder, 'clock-');
  renameSync(join(folder, clock as string), join(folder, 'clock-00000000-0000'));
}

test('delays and leases go on over a restart of the machine by wall time', async () => {
  const folder = newFolder();
  const before = opened(folder);
  await before.put('q', [
    newTask('soon', { delayMs: HOUR }),
    newTask('later', { delayMs: 10 * HOUR }),
  ]);
  await before.close();
  restartMachine(folder);
  const wall = timers.wallTime;
  vi.spyOn(timers, 'wallTime').mockImplementation(() => wall() + 2 * HOUR);
  const after = opened(folder);
  const [found] = await take(after);
  expect(found?.lease.taskId).toBe('soon');
  expect(await after.stats('q')).toMatchObject({ delayed: 1, reserved: 1 });
  expect(namesIn(folder, 'clock-')).toHaveLength(1);
});

test('a long journal without a checkpoint is read to set the clock after a restart', async () => {
  const folder = newFolder();
  const before = opened(folder, { segmentBytes: 64 * 1024 });
  await before.stats('q');
  // All in one turn, so that no checkpoint is written in between.
  for (let i = 0; i < 5; i++)
    await before.put('q', [newTask(`t${i}`, { body: Buffer.alloc(60_000) })]);
  for (const name of namesIn(folder, 'ckpt-')) rmSync(join(folder, name));
  restartMachine(folder);
  expect((await take(opened(folder)))[0]?.lease.taskId).toBe('t0');
});

test('after a restart with a clock set back, time does not stand still', async () => {
  const folder = newFolder();
  const before = opened(folder);
  await before.put('q', [newTask('a', { ttrMs: 200 })]);
  await take(before);
  // The process dies here: nothing is given back.
  restartMachine(folder);
  const wall = timers.wallTime;
  vi.spyOn(timers, 'wallTime').mockImplementation(() => wall() - 24 * HOUR);
  const after = opened(folder);
  const [again] = await take(after, 1, 5000);
  expect(again?.attempts).toBe(2);
});

test('a clock file that is not readable is refused', async () => {
  const folder = newFolder();
  await opened(folder).put('q', [newTask('a')]);
  const path = join(folder, namesIn(folder, 'clock-')[0] as string);
  writeFileSync(path, 'noon');
  await expect(opened(folder).open()).rejects.toMatchObject({ code: 'invalid' });
  expect(readFileSync(path, 'utf8')).toBe('noon');
});
