import { JobQueueError } from '@jq/core';
import { reportOfLostLeases } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { adapterFor, broker, idsOf, task } from './fixtures.js';

const soon = { max: 50, waitMs: 20_000 };

test('kill -9 under load with an append-only file: nothing acknowledged is lost', async () => {
  const server = await broker({ appendOnly: 'always' });
  const producers = Array.from({ length: 4 }, () => adapterFor(server.port));
  const acknowledged: string[] = [];
  let over = false;
  const loads = producers.map(async (adapter, producer) => {
    for (let n = 0; !over; n++) {
      const batch = [task(`${producer}-${n}-a`), task(`${producer}-${n}-b`)];
      const results = await adapter.put('jobs', batch);
      acknowledged.push(...results.filter((result) => typeof result === 'string'));
    }
  });
  for (let kills = 0; kills < 3; kills++) {
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length).toBeGreaterThan(before + 100);
    await server.kill9();
    await server.restart();
  }
  over = true;
  await Promise.all(loads);
  const worker = adapterFor(server.port);
  const found = new Set<string>();
  for (;;) {
    const taken = await worker.reserve(['jobs'], { max: 250, waitMs: 0 });
    if (taken.length === 0) break;
    for (const id of idsOf(taken)) found.add(id);
    await worker.complete(taken.map(({ lease }) => lease));
  }
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
});

test('kill -9 keeps leases, counts and what is held or delayed, with an append-only file', async () => {
  const server = await broker({ appendOnly: 'always' });
  const adapter = adapterFor(server.port);
  await adapter.put('jobs', [task('held'), task('leased'), task('delayed', { delayMs: 600_000 })]);
  const [held, leased] = (await adapter.reserve(['jobs'], soon)).map(({ lease }) => lease);
  if (held === undefined || leased === undefined) throw new Error('too few');
  await adapter.hold([held]);
  await adapter.pause('other', 600_000);
  await server.kill9();
  await server.restart();
  expect(await adapter.stats('jobs')).toMatchObject({
    ready: 0,
    delayed: 1,
    reserved: 1,
    held: 1,
  });
  expect(await adapter.stats('other')).toMatchObject({ paused: true });
  expect(await adapter.retry([{ lease: leased, delayMs: 0 }])).toEqual([undefined]);
  expect((await adapter.reserve(['jobs'], soon))[0]?.attempts).toBe(2);
});

test('kill -9 without persistence: leases are reported lost, and work goes on', async () => {
  const server = await broker();
  const [producer, worker] = [adapterFor(server.port), adapterFor(server.port)];
  const report = await reportOfLostLeases({ server, producer, worker, add: (adding) => adding() });
  expect(report).toMatchObject({ completed: 2, lost: 3 });
});

test('puts to a server that was killed fail with a code, and work again when it is back', async () => {
  const server = await broker();
  const adapter = adapterFor(server.port, { timeoutMs: 500 });
  await adapter.put('jobs', [task('a')]);
  await server.kill9();
  const [refused] = await adapter.put('jobs', [task('b')]);
  expect(JobQueueError.is(refused, 'unavailable') || JobQueueError.is(refused, 'ambiguous')).toBe(
    true,
  );
  await server.restart();
  await expect.poll(() => adapter.put('jobs', [task('c')])).toEqual(['c']);
});
