import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  pause,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

const TTR_MS = 500;

test('the leases of 200 silent holders all lapse in time', { timeout: 60_000 }, async () => {
  const { port } = await broker();
  const holders = Array.from({ length: 200 }, () => adapterFor(port, { probe: false }));
  const other = adapterFor(port);
  await other.put('jobs', tasks(200, { ttrMs: 5000 }));
  const held = await Promise.all(holders.map((holder) => takeAll(holder, 1)));
  expect(held.flat()).toHaveLength(200);
  const again = await takeAll(other, 200);
  expect(new Set(idsOf(again)).size).toBe(200);
  for (const { lease } of held.flat())
    expect(performance.now()).toBeGreaterThanOrEqual(lease.expiresAt);
});

test('one connection with many leases gives back those that lapse, and only those', async () => {
  const { port } = await broker();
  const [holder, other] = [adapterFor(port), adapterFor(port)];
  await holder.put('jobs', [...tasks(30, { ttrMs: TTR_MS }), task('long')]);
  const taken = await takeAll(holder, 31);
  const again = await takeAll(other, 30);
  expect(idsOf(again)).not.toContain('long');
  const late = await holder.complete(leasesOf(taken));
  expect(codes(late)).toEqual(
    taken.map(({ lease }) => (lease.taskId === 'long' ? 'ok' : 'lease-lost')),
  );
  expect(codes(await other.complete(leasesOf(again)))).toEqual(again.map(() => 'ok'));
  expect(await other.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
});

test('a process that was blocked past the ttr settles nothing that is not its own any more', async () => {
  const { port } = await broker();
  const [blocked, other] = [adapterFor(port), adapterFor(port)];
  await blocked.put('jobs', tasks(4, { ttrMs: TTR_MS }));
  const taken = await takeAll(blocked, 4);
  const until = performance.now() + TTR_MS + 100;
  while (performance.now() < until);
  // In the same turn, before any timer: what its handlers would do.
  const outcomes = await Promise.all([
    blocked.complete(leasesOf(taken.slice(0, 1))),
    blocked.retry(leasesOf(taken.slice(1, 2)).map((lease) => ({ lease, delayMs: 0 }))),
    blocked.touch(leasesOf(taken.slice(2, 3))),
    blocked.hold(leasesOf(taken.slice(3))),
  ]);
  expect(codes(outcomes.flat())).toEqual(outcomes.map(() => 'lease-lost'));
  expect(new Set(idsOf(await takeAll(other, 4))).size).toBe(4);
});

test('a lapse counts as an attempt, so that no task lapses for ever unseen', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a', { ttrMs: 100 })]);
  for (let attempt = 1; attempt <= 4; attempt += 1)
    expect((await takeAll(adapter, 1))[0]?.attempts).toBe(attempt);
});

test('touch keeps a lease for as long as it is touched, without asking the server', async () => {
  const { port } = await broker();
  const [holder, other] = [adapterFor(port), adapterFor(port)];
  await holder.put('jobs', [task('a', { ttrMs: 2000 })]);
  const leases = leasesOf(await takeAll(holder, 1));
  for (let beat = 0; beat < 4; beat += 1) {
    await pause(800);
    expect(codes(await holder.touch(leases))).toEqual(['ok']);
  }
  expect(await other.reserve(['jobs'], { max: 1, waitMs: 0 })).toEqual([]);
  expect(codes(await holder.complete(leases))).toEqual(['ok']);
});
