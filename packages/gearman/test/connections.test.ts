import { testWhileWaiting, timeToComeBack } from '@jq/server-tests';
import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  leasesOf,
  mostWorkers,
  proxyTo,
  takeAll,
  tasks,
  until,
} from './fixtures.js';

test('a hundred leases are carried by one connection', async () => {
  const { port } = await broker();
  const proxy = await proxyTo(port);
  const adapter = adapterFor(proxy.port);
  await adapter.put('jobs', tasks(300));
  for (let round = 0; round < 3; round += 1) {
    const taken = await takeAll(adapter, 100);
    expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
  }
  // One that submits, one that takes, one that looks for delayed tasks, one that asked about
  // earlier deliveries.
  expect(proxy.connections).toBe(4);
});

testWhileWaiting(async () => adapterFor((await broker()).port), 10_000);

test('five hundred workers come back after a restart', { timeout: 120_000 }, async () => {
  const server = await broker();
  // Three connections each: one that submits, two that take; one more with the first task.
  const adapters = Array.from({ length: 500 }, () => adapterFor(server.port, { probe: false }));
  const allWait = () => until('all wait', async () => (await mostWorkers(server.port)) >= 500);
  const tookMs = await timeToComeBack({ server, adapters, waitMs: 90_000, allWait });
  expect(tookMs).toBeLessThan(60_000);
});
