import { describe, expect, test } from 'vitest';

import { beanstalkd } from '../src/index.js';
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
async function throughProxy() {
  const { port } = await broker();
  const proxy = await proxyTo(port);
  const adapter = adapterFor(proxy.port, times);
  await adapter.open();
  await adapter.reserve(['jobs'], now);
  return { adapter, proxy, beside: adapterFor(port) };
}

const sends = (command: string) => (request: Buffer) => request.includes(command);

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
    const { adapter, proxy } = await throughProxy();
    proxy.refuse();
    // Until the adapter has noticed: what it sends before is in doubt.
    await pause(50);
    const putting = adapter.put('jobs', [task('a')]);
    await pause(ANSWER_MS / 3);
    proxy.heal();
    expect(codes(await putting)).toEqual(['ok']);
  });

  test('does not keep an abort or a close waiting', async () => {
    const adapter = beanstalkd('127.0.0.1:1');
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
  const [one, two, three, four] = leases;
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four');
  expect(codes(await adapter.touch([one]))).toEqual(['lease-lost']);
  expect(codes(await adapter.complete([two]))).toEqual(['lease-lost']);
  expect(codes(await adapter.retry([{ lease: three, delayMs: 0 }]))).toEqual(['lease-lost']);
  expect(codes(await adapter.hold([four]))).toEqual(['lease-lost']);
  expect(await beside.stats('jobs')).toMatchObject({ reserved: 4, ready: 0, held: 0 });
});

test('a put whose answer was lost is ambiguous, and was done', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  const passed = proxy.loseReply(sends('put '));
  const putting = adapter.put('jobs', [task('a')]);
  await passed;
  expect(codes(await putting)).toEqual(['ambiguous']);
  expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
});

test('a completion whose answer was lost is ambiguous once, and lost after that', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  void proxy.loseReply(sends('delete '));
  expect(codes(await adapter.complete(leases))).toEqual(['ambiguous']);
  expect(codes(await adapter.complete(leases))).toEqual(['lease-lost']);
  expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
});

test('a reserve whose answer was lost gives its task to others', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', [task('a')]);
  void proxy.loseReply(sends('reserve-with-timeout'));
  await expect(adapter.reserve(['jobs'], now)).rejects.toMatchObject({ code: 'unavailable' });
  const [got] = await takeAll(beside, 1);
  expect(got).toMatchObject({ attempts: 2, lease: { taskId: 'a' } });
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
  expect(performance.now() - from).toBeLessThan(3 * ANSWER_MS + 2000);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  proxy.heal();
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
  expect(idsOf(await takeAll(beside, 1))).not.toEqual([]);
});

test('a half-open connection is found out, by the command that gets no answer', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  proxy.halfOpen('server');
  // The server gave the task to others when its end of the connection ended.
  expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
  expect(codes(await adapter.touch(leases))).toEqual(['ambiguous']);
  expect(codes(await adapter.touch(leases))).toEqual(['lease-lost']);
});

test('a wait whose server does not know that it is gone gives its task to others when the server learns it', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await pause(50);
  proxy.halfOpen('client');
  // Our end is gone: the wait goes on over another connection, beside the one the server still believes in.
  await beside.put('jobs', [task('a'), task('b')]);
  const taken = idsOf(await waiting);
  proxy.cut();
  taken.push(...idsOf(await takeAll(beside, 1)));
  expect(taken.toSorted()).toEqual(['a', 'b']);
});

test('a slow connection, byte by byte, changes nothing but the time', async () => {
  const { adapter, proxy } = await throughProxy();
  proxy.slice(1);
  await adapter.put('jobs', tasks(20, { body: Buffer.from('\r\nOK 3\r\n') }));
  proxy.delay(50);
  const taken = await takeAll(adapter, 20);
  expect(new Set(idsOf(taken)).size).toBe(20);
  expect(new Set(taken.map(({ body }) => Buffer.from(body).toString()))).toEqual(
    new Set(['\r\nOK 3\r\n']),
  );
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
});

test('commands that never left are sent over the next connection', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  proxy.cut();
  // The adapter does not know yet: the first may leave over the dead connection, the second can't.
  const first = await adapter.put('jobs', [task('a')]);
  expect(['ok', 'ambiguous', 'unavailable']).toContain(codes(first)[0]);
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
  expect(idsOf(await takeAll(beside, 1))).toHaveLength(1);
});
