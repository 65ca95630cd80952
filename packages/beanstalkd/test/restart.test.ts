import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { jsonCodec } from '@jq/core';
import { killedUnderLoad, tasksOfKilledWorker } from '@jq/server-tests';
import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  plain,
  statsOf,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

test('a lease from before a restart never touches the task that has its job number now', async () => {
  // Without a binlog the numbers begin again.
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', tasks(4));
  const leases = leasesOf(await takeAll(adapter, 4));
  await own.kill9();
  await own.restart();
  await adapter.put('jobs', [task('a'), task('b'), task('c'), task('d')]);
  const operator = await plain(own.port);
  expect(await statsOf(operator, '1')).toContain('state: ready');
  const [one, two, three, four] = leases;
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four');
  expect(codes(await adapter.complete([one]))).toEqual(['lease-lost']);
  expect(codes(await adapter.retry([{ lease: two, delayMs: 1000 }]))).toEqual(['lease-lost']);
  expect(codes(await adapter.hold([three]))).toEqual(['lease-lost']);
  expect(codes(await adapter.touch([four]))).toEqual(['lease-lost']);
  expect(idsOf(await takeAll(adapter, 4))).toEqual(['a', 'b', 'c', 'd']);
});

test('the same holds while new leases have the old numbers', async () => {
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', [task('old')]);
  const before = leasesOf(await takeAll(adapter, 1));
  await own.kill9();
  await own.restart();
  await adapter.put('jobs', [task('new')]);
  const after = leasesOf(await takeAll(adapter, 1));
  expect(codes(await adapter.complete(before))).toEqual(['lease-lost']);
  expect(codes(await adapter.touch(after))).toEqual(['ok']);
  expect(codes(await adapter.complete(after))).toEqual(['ok']);
});

test(
  'with a binlog a kill under load loses nothing that was acknowledged',
  { timeout: 60_000 },
  async () => {
    const server = await broker({ binlog: 'everyFewMs' });
    const [producer, worker] = [adapterFor(server.port), adapterFor(server.port)];
    const load = { batch: 20, paceMs: 0, loadMs: 375 };
    const { acknowledged, lost } = await killedUnderLoad({ server, producer, worker, ...load });
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(100);
  },
);

test('a job that a kill tore in the binlog is taken like any other, and no codec finds it whole', async () => {
  const own = await broker({ binlog: 'everyFewMs' });
  const adapter = adapterFor(own.port);
  const body = await jsonCodec.encode({ task: 'mail', data: 'to be torn' });
  await adapter.put('jobs', [task('torn', { body }), task('whole')]);
  await own.kill9();
  const binlog = join(own.folder, 'binlog.1');
  const bytes = await readFile(binlog);
  const at = bytes.indexOf('to be torn');
  // What was not written yet is zeros, since the server makes its files at full size.
  bytes.fill(0, at, bytes.indexOf('\r\n', at) + 2);
  await writeFile(binlog, bytes);
  await own.restart();
  const taken = await takeAll(adapter, 2);
  expect(idsOf(taken)).toEqual(['torn', 'whole']);
  expect(await jsonCodec.decode(taken[0]?.body ?? body)).toHaveProperty('undecodable');
  expect(codes(await adapter.hold(leasesOf(taken)))).toEqual(['ok', 'ok']);
});

test('without a binlog a kill is told: calls fail with a code, leases are lost, work goes on', async () => {
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', tasks(10));
  const leases = leasesOf(await takeAll(adapter, 5));
  const putting = Promise.all(
    Array.from({ length: 20 }, (_, n) => adapter.put('more', [task(`more-${n}`)])),
  );
  await own.kill9();
  for (const code of codes((await putting).flat()))
    expect(['ok', 'ambiguous', 'unavailable']).toContain(code);
  expect(codes(await adapter.complete(leases))).toEqual(leases.map(() => 'lease-lost'));
  await own.restart();
  expect(await adapter.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
  expect(codes(await adapter.put('jobs', [task('again')]))).toEqual(['ok']);
  expect(idsOf(await takeAll(adapter, 1))).toEqual(['again']);
});

test('what a restart forgets is what is declared: attempts, a new priority, a pause', async () => {
  const own = await broker({ binlog: 'everyFewMs' });
  const adapter = adapterFor(own.port, { binlog: true });
  await adapter.put('jobs', [task('a', { priority: 9 }), task('held')]);
  const [first, second] = await takeAll(adapter, 2);
  if (first === undefined || second === undefined) throw new Error('two');
  await adapter.retry([{ lease: first.lease, delayMs: 0, priority: 3 }]);
  await adapter.hold([second.lease]);
  await adapter.pause('jobs', 600_000);
  await own.restart();
  const [again] = await takeAll(adapter, 1);
  expect(again).toMatchObject({ attempts: 1, priority: 9, lease: { taskId: 'a' } });
  expect(await adapter.stats('jobs')).toMatchObject({ held: 1, reserved: 1 });
});

test(
  'a worker process that is killed gives its tasks to others at once',
  { timeout: 30_000 },
  async () => {
    const own = await broker();
    const other = adapterFor(own.port);
    const source = new URL('../src/index.ts', import.meta.url);
    const worker = { source, factory: 'beanstalkd', port: own.port, other };
    const taken = await tasksOfKilledWorker(worker);
    expect(taken.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2, 2]);
  },
);
