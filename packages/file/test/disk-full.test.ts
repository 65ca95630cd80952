import type * as Fs from 'node:fs';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { drain, newFolder, newTask, newTasks, opened, take } from './folder.js';

const disk = vi.hoisted(() => ({ takes: Number.POSITIVE_INFINITY }));

// A full disk takes part of a write, then none.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const writeSync = (fd: number, bytes: Buffer, at?: number, length?: number, to?: number) => {
    const size = length ?? bytes.length;
    if (disk.takes === 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const part = Math.min(size, disk.takes);
    disk.takes -= part;
    return fs.writeSync(fd, bytes, at ?? 0, part, to ?? null);
  };
  return { ...fs, default: fs, writeSync };
});

beforeEach(() => {
  disk.takes = Number.POSITIVE_INFINITY;
});
afterEach(() => {
  disk.takes = Number.POSITIVE_INFINITY;
});

test.each([0, 1, 39, 41, 60])(
  'a put that finds room for %i bytes fails, and what was there before is kept',
  async (room) => {
    const adapter = opened(newFolder());
    await adapter.put('q', newTasks(3));
    disk.takes = room;
    await expect(adapter.put('q', [newTask('too-much')])).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(adapter.put('q', [newTask('still-too-much')])).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/full/) as string,
    });
    disk.takes = Number.POSITIVE_INFINITY;
    await adapter.put('q', [newTask('again')]);
    expect(await drain(adapter)).toEqual(['t0', 't1', 't2', 'again']);
  },
);

test('a complete that finds no room can be tried again with the same lease', async () => {
  const adapter = opened(newFolder());
  await adapter.put('q', newTasks(2));
  const leases = (await take(adapter, 2)).map(({ lease }) => lease);
  disk.takes = 10;
  const full = { code: 'unavailable' };
  expect(await adapter.complete(leases)).toMatchObject([full, full]);
  disk.takes = Number.POSITIVE_INFINITY;
  expect(await adapter.complete(leases)).toEqual([undefined, undefined]);
  expect(await adapter.stats('q')).toMatchObject({ ready: 0, reserved: 0 });
});

test('a batch that fills the disk half-way says which tasks are stored', async () => {
  const adapter = opened(newFolder());
  await adapter.put('q', [newTask('first')]);
  disk.takes = 1_500_000;
  const tasks = newTasks(60, { body: Buffer.alloc(50_000) });
  const results = await adapter.put('q', tasks);
  disk.takes = Number.POSITIVE_INFINITY;
  const stored = results.filter((result) => typeof result === 'string');
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.length).toBeLessThan(60);
  expect(await drain(adapter)).toEqual(['first', ...stored]);
});
