import type * as Fs from 'node:fs';

import { afterEach, expect, test, vi } from 'vitest';

import { file } from '../src/index.js';
import { newFolder, newTask, opened, take } from './folder.js';

type Callback = (error: Error | null) => void;
const syncs = vi.hoisted(() => ({
  held: undefined as Callback[] | undefined,
  count: 0,
  fail: false,
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const fdatasync = (fd: number, done: Callback): void => {
    syncs.count++;
    if (syncs.fail) done(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
    else if (syncs.held) syncs.held.push(done);
    else fs.fdatasync(fd, done);
  };
  return { ...fs, default: fs, fdatasync };
});

afterEach(() => {
  for (const done of syncs.held?.splice(0) ?? []) done(null);
  syncs.held = undefined;
  syncs.fail = false;
});

/** Lets the sync that is asked for, or about to be, come to its end. */
async function release(): Promise<void> {
  await vi.waitUntil(() => (syncs.held ?? []).length > 0);
  for (const done of syncs.held?.splice(0) ?? []) done(null);
}

/** Lets everything run that does not wait for the disk. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
}

test('with fsync a put resolves only once it is on disk', async () => {
  const adapter = opened(newFolder(), { durability: 'fsync' });
  syncs.held = [];
  let stored = false;
  const put = adapter.put('q', [newTask('a')]).then(() => {
    stored = true;
  });
  await settled();
  expect(stored).toBe(false);
  await release();
  await put;
  expect(stored).toBe(true);
});

test('puts and completes that come together share one sync', async () => {
  const adapter = opened(newFolder(), { durability: 'fsync' });
  await adapter.put('q', [newTask('x'), newTask('y')]);
  const leases = (await take(adapter, 2)).map(({ lease }) => lease);
  syncs.held = [];
  const before = syncs.count;
  const first = adapter.put('q', [newTask('a')]);
  await vi.waitUntil(() => syncs.held?.length === 1);
  const others = [
    ...Array.from({ length: 50 }, (_, i) => adapter.put('q', [newTask(`t${i}`)])),
    adapter.complete(leases),
  ];
  await settled();
  expect(syncs.count - before).toBe(1);
  await release();
  await first;
  await settled();
  expect(syncs.count - before).toBe(2);
  await release();
  await Promise.all(others);
});

test('with relaxed a put does not wait for the disk, and close does', async () => {
  const adapter = opened(newFolder());
  syncs.held = [];
  await adapter.put('q', [newTask('a')]);
  let closed = false;
  const closing = adapter.close().then(() => {
    closed = true;
  });
  await settled();
  expect(closed).toBe(false);
  await release();
  await closing;
});

test('after a failed sync every later write is refused', async () => {
  const adapter = file(newFolder(), { durability: 'fsync' });
  await adapter.put('q', [newTask('a')]);
  syncs.fail = true;
  await expect(adapter.put('q', [newTask('b')])).rejects.toMatchObject({ code: 'unavailable' });
  syncs.fail = false;
  await expect(adapter.put('q', [newTask('c')])).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/EIO.*disk/) as string,
  });
  await expect(adapter.close()).rejects.toMatchObject({ code: 'unavailable' });
});

test('what it promises depends on the durability', () => {
  expect(opened(newFolder(), { durability: 'fsync' }).supports.durable).toBe('power-loss');
  expect(opened(newFolder()).supports.durable).toBe('process-crash');
});
