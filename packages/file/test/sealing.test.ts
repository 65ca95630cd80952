import { expect, test } from 'vitest';

import { Segment } from '../src/journal/segment.js';
import { drain, newFolder, newTask, newTasks, opened } from './folder.js';

/** As a process leaves the folder that is killed on its way to a new segment. */
function dieWhileRotating(folder: string, step: 'created' | 'sealed'): void {
  Segment.create(folder, 2, 12_345);
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
