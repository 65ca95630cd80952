import { describe, expect, test } from 'vitest';

import { gearman } from '../src/index.js';
import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  pause,
  proxyTo,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

const ANSWER_MS = 1000;
const times = { answerMs: ANSWER_MS, connectMs: ANSWER_MS };
const now = { max: 10, waitMs: 0 };

/** A server behind a proxy, an adapter through the proxy that is connected, and one beside it. */
async function throughProxy(answerMs = ANSWER_MS) {
  const { port } = await broker();
  const proxy = await proxyTo(port);
  const adapter = adapterFor(proxy.port, { answerMs, connectMs: answerMs });
  await adapter.open();
  await adapter.reserve(['jobs'], now);
  return { adapter, proxy, beside: adapterFor(port) };
}

/** A packet of this type to the server. */
const sends = (type: number) => (request: Buffer) =>
  request.includes(Buffer.from([0, 0x52, 0x45, 0x51, 0, 0, 0, type]));
const SUBMIT = 18;
const ECHO = 16;
const GRAB = 30;

describe('a server that is gone', () => {
  test('is reported in about the time for an answer, by every verb', async () => {
    const adapter = adapterFor(1, times);
    const from = performance.now();
    const outcomes = await Promise.allSettled([
      adapter.open(),
      adapter.put('jobs', [task('a')]).then((results) => Promise.reject(results[0])),
      adapter.reserve(['jobs'], now),
      adapter.stats('jobs'),
    ]);
    expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { code: 'unavailable' } })));
    expect(performance.now() - from).toBeLessThan(2 * ANSWER_MS + 2000);
  });

  test('ends a wait with unavailable when it is over, and not before', async () => {
    const adapter = adapterFor(1, times);
    const from = performance.now();
    await expect(adapter.reserve(['jobs'], { max: 1, waitMs: 400 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(performance.now() - from).toBeGreaterThanOrEqual(400);
  });

  test('is waited for as long as that', async () => {
    const { adapter, proxy } = await throughProxy(20_000);
    proxy.refuse();
    // Until the adapter has noticed: what it sends before is in doubt.
    await pause(50);
    const putting = adapter.put('jobs', [task('a')]);
    await pause(300);
    proxy.heal();
    expect(codes(await putting)).toEqual(['ok']);
  });

  test('does not keep an abort or a close waiting', async () => {
    const adapter = gearman('127.0.0.1:1');
    const controller = new AbortController();
    const from = performance.now();
    const { signal } = controller;
    const aborted = adapter.put('jobs', [task('a')], { signal });
    const closed = adapter.reserve(['jobs'], { max: 1, waitMs: 60_000 });
    const results = Promise.allSettled([aborted, closed]);
    controller.abort();
    await pause(20);
    await adapter.close();
    expect(await results).toMatchObject([
      { status: 'fulfilled', value: [{ code: 'aborted' }] },
      { status: 'rejected', reason: { code: 'closed' } },
    ]);
    expect(performance.now() - from).toBeLessThan(5000);
  });
});

test('a cut connection is made again, and a wait goes on over it', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await pause(50);
  proxy.cut();
  await pause(50);
  await beside.put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
});

test('the leases of a cut connection are lost and say so; the tasks are for others at once', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', tasks(4));
  const leases = leasesOf(await takeAll(adapter, 4));
  proxy.cut();
  expect(await takeAll(beside, 4)).toHaveLength(4);
  const [one, two, three] = leases;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three');
  expect(codes(await adapter.complete([one]))).toEqual(['lease-lost']);
  await adapter.retry([{ lease: two, delayMs: 0 }]);
  await adapter.hold([three]);
  // What was settled in vain left copies at most; those that others have are still theirs.
  expect((await beside.stats('jobs')).reserved).toBe(4);
});

test('a put whose answer was lost is ambiguous, and was done', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  const passed = proxy.loseReply(sends(SUBMIT));
  const putting = adapter.put('jobs', [task('a')]);
  await passed;
  expect(codes(await putting)).toEqual(['ambiguous']);
  expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
});

test('a completion whose answer was lost is ambiguous, and was done', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  void proxy.loseReply(sends(ECHO));
  expect(codes(await adapter.complete(leases))).toEqual(['ambiguous']);
  expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
});

test('a reserve whose answer was lost takes the task over another connection', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', [task('a')]);
  const lost = proxy.loseReply(sends(GRAB));
  const taken = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await lost;
  expect(idsOf(await taken)).toEqual(['a']);
  expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 1 });
});

test('a black hole ends calls in time, and what was sent into it may still happen', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  proxy.blackHole();
  const from = performance.now();
  const outcomes = await Promise.allSettled([
    adapter.put('jobs', [task('a')]),
    adapter.reserve(['jobs'], now),
    adapter.stats('jobs'),
  ]);
  expect(performance.now() - from).toBeLessThan(4 * ANSWER_MS + 2000);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  proxy.heal();
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
  expect(idsOf(await takeAll(beside, 1))).not.toEqual([]);
});

test('an abort does not wait for an answer that does not come', async () => {
  const answerMs = 20_000;
  const { adapter, proxy } = await throughProxy(answerMs);
  const controller = new AbortController();
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 60_000, signal: controller.signal });
  await pause(50);
  proxy.blackHole();
  const from = performance.now();
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  expect(performance.now() - from).toBeLessThan(answerMs);
});

test('a half-open connection is found out, and its task is for others', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  proxy.halfOpen('server');
  // The server gave the task to others when its end of the connection ended.
  expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
  expect(codes(await adapter.complete(leases))).toEqual(['ambiguous']);
  expect(await beside.stats('jobs')).toMatchObject({ reserved: 1 });
});

test('a slow connection, byte by byte, changes nothing but the time', async () => {
  const { adapter, proxy } = await throughProxy();
  proxy.slice(1);
  await adapter.put('jobs', tasks(20, { body: Buffer.from('\0RES\r\n') }));
  proxy.delay(50);
  const taken = await takeAll(adapter, 20);
  expect(new Set(idsOf(taken)).size).toBe(20);
  expect(new Set(taken.map(({ body }) => Buffer.from(body).toString()))).toEqual(
    new Set(['\0RES\r\n']),
  );
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
});
