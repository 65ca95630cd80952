import { expect, test } from 'vitest';

import { adapterFor, broker, codes, leasesOf, pause, plain, takeAll, tasks } from './fixtures.js';

// The server's ttr is a second longer than the lease's.
const TTR_MS = 1000;
const LAPSED_MS = TTR_MS + 1000;

test('the leases of 200 silent holders all lapse in time', { timeout: 30_000 }, async () => {
  const { port } = await broker();
  const holders = Array.from({ length: 200 }, () => adapterFor(port));
  const other = adapterFor(port);
  await other.put('jobs', tasks(200, { ttrMs: TTR_MS }));
  const held = await Promise.all(holders.map((holder) => takeAll(holder, 1)));
  expect(held.flat()).toHaveLength(200);
  const from = performance.now();
  const again = await takeAll(other, 200);
  expect(performance.now() - from).toBeLessThan(LAPSED_MS + 3000);
  expect(again.map(({ attempts }) => attempts)).toEqual(again.map(() => 2));
});

test('one silent connection with many leases loses them all in time', async () => {
  const { port } = await broker();
  const [holder, other] = [adapterFor(port), adapterFor(port)];
  for (const batch of tasks(60, { ttrMs: TTR_MS })) await holder.put('jobs', [batch]);
  // One after the other, so that each has a deadline of its own.
  for (let n = 0; n < 60; n += 1) await takeAll(holder, 1);
  const from = performance.now();
  await takeAll(other, 60);
  expect(performance.now() - from).toBeLessThan(LAPSED_MS + 3000);
});

test('a late completion is refused once somebody else was given the task, whatever became of it', async () => {
  const { port } = await broker();
  const [late, other] = [adapterFor(port), adapterFor(port)];
  await late.put('jobs', tasks(3, { ttrMs: TTR_MS }));
  const taken = await takeAll(late, 3);
  await pause(LAPSED_MS + 100);
  const [first, second, third] = await takeAll(other, 3);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three');
  await other.retry([{ lease: first.lease, delayMs: 0 }]);
  await other.hold([second.lease]);
  expect(codes(await late.complete(leasesOf(taken)))).toEqual(taken.map(() => 'lease-lost'));
  expect(await other.stats('jobs')).toMatchObject({ ready: 1, held: 1, reserved: 1 });
  expect(codes(await other.complete([third.lease]))).toEqual(['ok']);
});

test('the last second of a lease, in which the server answers no wait, is not spent asking without end', async () => {
  const { port } = await broker();
  const [adapter, operator] = [adapterFor(port, { maxConnections: 1 }), await plain(port)];
  await adapter.put('jobs', tasks(1, { ttrMs: TTR_MS }));
  const [held] = await takeAll(adapter, 1);
  const again = await adapter.reserve(['jobs'], { max: 1, waitMs: 10_000 });
  expect(again[0]?.lease.taskId).toBe(held?.lease.taskId);
  const { body } = await operator.call('stats');
  const asked = /\ncmd-reserve-with-timeout: (\d+)/.exec(body?.toString() ?? '')?.[1];
  // Two seconds, twenty milliseconds apart once nothing has come for a while.
  expect(Number(asked)).toBeLessThan(250);
});
