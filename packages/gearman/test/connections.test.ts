import { testWhileWaiting } from '@jq/server-tests';
import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  leasesOf,
  pause,
  proxyTo,
  takeAll,
  task,
  tasks,
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
  // One that submits, one that takes, one that looks for delayed tasks, one that asked about earlier deliveries.
  expect(proxy.connections).toBe(4);
});

testWhileWaiting(async () => adapterFor((await broker()).port), 10_000);

test('five hundred workers come back after a restart', { timeout: 120_000 }, async () => {
  const own = await broker();
  const adapters = Array.from({ length: 500 }, () => adapterFor(own.port, { probe: false }));
  // Three connections each: one that submits, two that take; one more with the first task.
  await Promise.all(adapters.map((adapter) => adapter.open()));
  const waiting = adapters.map((adapter) => adapter.reserve(['jobs'], { max: 1, waitMs: 90_000 }));
  await pause(500);
  await own.kill9();
  await pause(200);
  await own.restart();
  const from = performance.now();
  const [producer] = adapters;
  for (let n = 0; n < 500; n += 50)
    await producer?.put(
      'jobs',
      Array.from({ length: 50 }, (_, index) => task(`task-${n + index}`)),
    );
  const taken = (await Promise.all(waiting)).flat();
  expect(taken).toHaveLength(500);
  expect(performance.now() - from).toBeLessThan(60_000);
});
