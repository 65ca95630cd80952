import { killedUnderLoad, tasksOfKilledWorker } from '@jq/server-tests';
import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  takeAll,
  task,
  tasks,
  until,
} from './fixtures.js';

async function killed(persistent: boolean) {
  const server = await broker({ persistent });
  const [producer, worker] = [adapterFor(server.port), adapterFor(server.port)];
  return killedUnderLoad({ server, producer, worker, batch: 5, paceMs: 10, loadMs: 500 });
}

test(
  'with a persistent queue a kill under load loses nothing that was acknowledged',
  { timeout: 120_000 },
  async () => {
    const { acknowledged, lost } = await killed(true);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(100);
  },
);

test(
  'without one the work goes on after a kill, calls settle, and what is lost was in the server',
  { timeout: 120_000 },
  async () => {
    const { acknowledged, lost } = await killed(false);
    expect(acknowledged).toBeGreaterThan(100);
    expect(lost.length).toBeLessThan(acknowledged);
  },
);

test('with a persistent queue held tasks stay held, delayed ones delayed, priorities theirs', async () => {
  const own = await broker({ persistent: true });
  const adapter = adapterFor(own.port, { persistent: true });
  await adapter.put('jobs', [task('held', { priority: 7 })]);
  await adapter.hold(leasesOf(await takeAll(adapter, 1)));
  await adapter.put('jobs', [
    task('soon', { delayMs: 3000, priority: 9 }),
    task('late', { delayMs: 3_600_000 }),
    task('low', { priority: 4_000_000_000 }),
    task('high', { priority: 0 }),
  ]);
  const from = performance.now();
  await own.kill9();
  await own.restart();
  expect(await adapter.stats('jobs')).toMatchObject({ held: 1, delayed: 2, ready: 2 });
  expect(idsOf(await takeAll(adapter, 2))).toEqual(['high', 'low']);
  const [soon] = await takeAll(adapter, 1);
  expect(soon).toMatchObject({ priority: 9, lease: { taskId: 'soon' } });
  expect(performance.now() - from).toBeGreaterThan(1500);
  expect(await adapter.unhold('jobs', { max: 9 })).toBe(1);
  expect((await takeAll(adapter, 1))[0]).toMatchObject({ priority: 7, attempts: 2 });
});

test('a lease from before a restart settles nothing, whatever has its handle now', async () => {
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', tasks(4));
  const [one, two, three, four] = leasesOf(await takeAll(adapter, 4));
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four');
  await own.kill9();
  await own.restart();
  // Handles begin again.
  await adapter.put('jobs', [task('a'), task('b'), task('c'), task('d')]);
  expect(codes(await adapter.complete([one]))).toEqual(['lease-lost']);
  await adapter.retry([{ lease: two, delayMs: 0 }]);
  await adapter.hold([three]);
  await adapter.touch([four]);
  const taken = idsOf(await takeAll(adapter, 4));
  // The old leases' retry may have left a copy, which then came first.
  const rest = idsOf(await adapter.reserve(['jobs'], { max: 9, waitMs: 100 }));
  for (const id of ['a', 'b', 'c', 'd']) expect([...taken, ...rest]).toContain(id);
});

test(
  'a worker process that is killed gives its tasks to others at once',
  { timeout: 30_000 },
  async () => {
    const own = await broker();
    const other = adapterFor(own.port);
    const source = new URL('../src/index.ts', import.meta.url);
    const worker = { source, factory: 'gearman', port: own.port, other };
    const taken = await tasksOfKilledWorker(worker);
    expect(new Set(idsOf(taken)).size).toBe(5);
    await until('settled', async () => (await other.stats('jobs')).ready === 0);
  },
);
