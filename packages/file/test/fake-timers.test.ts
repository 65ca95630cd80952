import { afterEach, expect, test, vi } from 'vitest';

import { file } from '../src/index.js';
import { newFolder, newTask, newTasks, take } from './folder.js';

afterEach(() => {
  vi.useRealTimers();
});

/**
 * What the fakes of the test frameworks replace when nothing else is said. Of jest's, `nextTick` is
 * left out, which vitest itself needs.
 */
const sets = {
  vitest: undefined,
  jest: [
    'Date',
    'hrtime',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ],
} as const;

for (const durability of ['fsync', 'relaxed'] as const)
  for (const [name, toFake] of Object.entries(sets))
    test(`${durability}: everything goes on under the fake timers of ${name}`, async () => {
      const folder = newFolder();
      const before = file(folder, { durability });
      await before.put('q', newTasks(2));
      vi.useFakeTimers(toFake && { toFake: [...toFake] });
      const during = file(folder, { durability });
      const [taken] = await take(during);
      await during.complete([taken!.lease]);
      await during.touch((await take(before)).map(({ lease }) => lease));
      // Ends by itself, and by a put of another adapter.
      expect(await take(during, 1, 20)).toEqual([]);
      const waiting = take(during, 1, 60_000);
      await before.put('q', [newTask('late', { delayMs: 30 })]);
      expect(await waiting).toMatchObject([{ lease: { taskId: 'late' } }]);
      await before.close();
      await during.close();
    });

test('an adapter that was opened under fake timers is closed under real ones', async () => {
  vi.useFakeTimers();
  const adapter = file(newFolder());
  await adapter.put('q', [newTask('a')]);
  vi.useRealTimers();
  await expect(adapter.close()).resolves.toBeUndefined();
});

test('two hundred adapters, queues and waits in one process warn of nothing', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warned);
  const folder = newFolder();
  const stop = new AbortController();
  const adapters = Array.from({ length: 200 }, () => file(folder, { durability: 'relaxed' }));
  const waits = adapters.map((adapter, i) =>
    adapter.reserve([`q${i}`], { max: 1, waitMs: 60_000, signal: stop.signal }).catch(() => 'over'),
  );
  const [first] = adapters;
  for (let i = 0; i < 200; i++)
    waits.push(first!.reserve([`one${i}`], { max: 1, waitMs: 60_000 }).catch(() => 'over'));
  await first!.put('q199', [newTask('a')]);
  expect(await waits[199]).toMatchObject([{ lease: { taskId: 'a' } }]);
  stop.abort();
  await Promise.all(adapters.map((adapter) => adapter.close()));
  await Promise.all(waits);
  // Warnings are told on the next tick.
  await new Promise((done) => setImmediate(done));
  process.off('warning', warned);
  expect(warnings).toEqual([]);
}, 60_000);
