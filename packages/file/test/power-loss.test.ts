import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { BootClock, bootId } from '../src/clock/boot-clock.js';
import { LogicalClock } from '../src/clock/logical-clock.js';
import { SEGMENT_HEADER_BYTES, SEGMENT_SEALED_AT, segmentName } from '../src/journal/format.js';
import { Journal } from '../src/journal/journal.js';
import { SegmentFiles } from '../src/journal/segment-files.js';
import { drain, newFolder, newTask, newTasks, opened } from './folder.js';

async function rotate(folder: string): Promise<void> {
  const files = new SegmentFiles(folder);
  const clock = LogicalClock.open(folder, bootId(), new BootClock(), () => 0);
  const journal = new Journal(files, clock);
  await journal.prepareNext();
  journal.rotate();
  files.close();
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

const cases = ['kept', 'lost'].flatMap((byte) =>
  ['kept', 'cut', 'zeros'].flatMap((seal) =>
    ['kept', 'lost'].map((records) => ({ byte, seal, records })),
  ),
);

test.each(cases)(
  'power fails while a segment ends: byte $byte, SEAL $seal, records of the next one $records',
  async ({ byte, seal, records }) => {
    const folder = newFolder();
    const [first, second] = [1, 2].map((number) => join(folder, segmentName(number)));
    const before = opened(folder);
    await before.put('q', newTasks(2));
    await before.close();
    const sealAt = statSync(first as string).size;
    await rotate(folder);
    const after = opened(folder);
    await after.put('q', [newTask('next')]);
    await after.close();
    const sealBytes = statSync(first as string).size - sealAt;
    expect(sealBytes).toBeGreaterThan(0);
    if (byte === 'lost') overwrite(first as string, SEGMENT_SEALED_AT, Buffer.from([0]));
    if (seal === 'zeros') overwrite(first as string, sealAt, Buffer.alloc(sealBytes));
    if (seal === 'cut') truncateSync(first as string, sealAt);
    if (records === 'lost') truncateSync(second as string, SEGMENT_HEADER_BYTES);

    // This one only puts, and so reads no record.
    const producer = opened(folder);
    await producer.put('q', [newTask('a')]);
    const worker = opened(folder);
    await worker.put('q', [newTask('b')]);
    const expected = ['t0', 't1', ...(records === 'kept' ? ['next'] : []), 'a', 'b'];
    expect(await worker.stats('q')).toMatchObject({ ready: expected.length });
    await rotate(folder);
    expect(await drain(opened(folder))).toEqual(expected);
    expect(await producer.stats('q')).toMatchObject({ ready: 0, reserved: 0 });
  },
);
