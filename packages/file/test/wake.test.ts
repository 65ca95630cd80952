import type * as Fs from 'node:fs';

import { afterEach, expect, test, vi } from 'vitest';

import { namesIn, newFolder, newTask, newTasks, opened, take } from './folder.js';

const watchers = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const watch = ((...args: Parameters<typeof fs.watch>) => {
    if (watchers.left-- > 0) return fs.watch(...args);
    throw Object.assign(new Error('EMFILE: too many open files, watch'), { code: 'EMFILE' });
  }) as typeof fs.watch;
  return { ...fs, default: fs, watch };
});

afterEach(() => {
  vi.useRealTimers();
  watchers.left = Number.POSITIVE_INFINITY;
});

const byText = (a = '', b = ''): number => a.localeCompare(b);

/** No timer can wake anybody then; only a wake file can. */
function stopTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
}

test('a put wakes a waiting process by its wake file', async () => {
  const folder = newFolder();
  stopTimers();
  const worker = opened(folder);
  const producer = opened(folder);
  const waiting = take(worker, 1, 60_000);
  await producer.put('q', [newTask('a')]);
  const [found] = await waiting;
  expect(found?.lease.taskId).toBe('a');
});

test('one put of many tasks wakes as many waiting processes as there are tasks', async () => {
  const folder = newFolder();
  stopTimers();
  const waiting = Array.from({ length: 5 }, () => take(opened(folder), 1, 60_000));
  await opened(folder).put('q', newTasks(5));
  const found = await Promise.all(waiting);
  expect(found.map(([one]) => one?.lease.taskId).toSorted(byText)).toEqual([
    't0',
    't1',
    't2',
    't3',
    't4',
  ]);
});

test('who waits for another queue does not swallow the wake-up', async () => {
  const folder = newFolder();
  stopTimers();
  const others = Array.from({ length: 40 }, (_, i) => {
    const adapter = opened(folder);
    const waiting = adapter.reserve([`other-${i}`], { max: 1, waitMs: 60_000 });
    waiting.catch(() => {});
    return waiting;
  });
  const mine = take(opened(folder), 1, 60_000);
  await opened(folder).put('q', [newTask('a')]);
  expect((await mine)[0]?.lease.taskId).toBe('a');
  expect(others).toHaveLength(40);
});

test('who waits since the segment before is woken by a put into the next one', async () => {
  const folder = newFolder();
  stopTimers();
  const waiting = take(opened(folder), 1, 60_000);
  const producer = opened(folder, { segmentBytes: 64 * 1024 });
  // Only who has a replica ends segments.
  await producer.stats('q');
  let count = 0;
  const other = newTask('', { body: Buffer.alloc(10_000) });
  const put = () => producer.put('other', [{ ...other, id: `other-${count++}` }]);
  while (!namesIn(folder, 'ckpt-').includes('ckpt-00000002')) await put();
  await producer.put('q', [newTask('a')]);
  expect((await waiting)[0]?.lease.taskId).toBe('a');
});

test('without a file watcher tasks are still found soon, and somebody hears why', async () => {
  const folder = newFolder();
  watchers.left = 0;
  const warnings: string[] = [];
  const worker = opened(folder, { onWarning: (message) => warnings.push(message) });
  const waiting = take(worker, 1, 60_000);
  await opened(folder).put('q', [newTask('a')]);
  expect((await waiting)[0]?.lease.taskId).toBe('a');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/max_user_instances/);
});

test('wake files go with their process', async () => {
  const folder = newFolder();
  const adapter = opened(folder);
  const waiting = take(adapter, 1, 60_000);
  expect(namesIn(folder, 'wake-')).toHaveLength(1);
  await adapter.close();
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
  expect(namesIn(folder, 'wake-')).toEqual([]);
});
