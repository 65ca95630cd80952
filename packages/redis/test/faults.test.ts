import { JobQueueError, type Results } from '@jq/core';
import { describe, expect, test } from 'vitest';

import type { ScriptName } from '../src/scripts/scripts.js';
import { scriptsWithFlags } from '../src/scripts/scripts.js';
import { adapterFor, broker, clientFor, idsOf, pause, proxyTo, task, tasks } from './fixtures.js';

const TIMEOUT_MS = 1500;
const now = { max: 10, waitMs: 0 };

/** A server behind a proxy, an adapter through the proxy, and one beside it. */
async function throughProxy() {
  const { port } = await broker();
  const proxy = await proxyTo(port);
  const adapter = adapterFor(proxy.port, { timeoutMs: TIMEOUT_MS });
  // The server knows the script from now on: no reply that gets lost is only NOSCRIPT.
  await adapter.reserve(['jobs'], now);
  return { adapter, proxy, beside: adapterFor(port), client: clientFor(port) };
}

const codes = (results: Results<unknown>): string[] =>
  results.map((result) => (JobQueueError.is(result) ? result.code : 'ok'));

/** Requests that run this script. */
const runs = (name: ScriptName) => (request: Buffer) =>
  request.includes(scriptsWithFlags[name].sha) ||
  request.includes(scriptsWithFlags[name].lua.slice(0, 100));

describe('a server that is gone', () => {
  test('is reported within the time-out, as unavailable', async () => {
    const adapter = adapterFor(1, { timeoutMs: TIMEOUT_MS });
    const from = performance.now();
    await expect(adapter.open()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(adapter.put('jobs', [task('a')])).rejects.toMatchObject({ code: 'unavailable' });
    await expect(adapter.reserve(['jobs'], now)).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - from).toBeLessThan(3 * TIMEOUT_MS + 1000);
  });

  test('is waited for as long as that', async () => {
    const { adapter, proxy } = await throughProxy();
    proxy.refuse();
    const putting = adapter.put('jobs', [task('a')]);
    await pause(TIMEOUT_MS / 3);
    proxy.heal();
    expect(await putting).toEqual(['a']);
  });

  test('ends a wait with unavailable, and the next one works again', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 60_000 });
    waiting.catch(() => undefined);
    proxy.refuse();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    proxy.heal();
    await beside.put('jobs', [task('a')]);
    expect(idsOf(await adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 }))).toEqual(['a']);
  });
});

test('a cut connection is made again; what was under way gets its answer', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  for (let turn = 0; turn < 10; turn++) {
    const puts = Array.from({ length: 5 }, (_, n) => adapter.put('jobs', [task(`${turn}-${n}`)]));
    const waiting = adapter.reserve(['other'], { max: 1, waitMs: 20_000 });
    proxy.cut();
    await beside.put('other', [task(`other-${turn}`)]);
    expect(codes((await Promise.all(puts)).flat())).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    const taken = await waiting;
    expect(codes(await adapter.complete(taken.map(({ lease }) => lease)))).toEqual(['ok']);
  }
  expect((await beside.stats('jobs')).ready).toBe(50);
});

describe('a lost reply', () => {
  test('of a put: repeated, and the task is there once', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', [task('warm'), task('up')]);
    void proxy.loseReply(runs('put'));
    expect(await adapter.put('jobs', tasks(3))).toEqual(tasks(3).map(({ id }) => id));
    void proxy.loseReply(runs('putOne'));
    expect(await adapter.put('jobs', [task('single')])).toEqual(['single']);
    expect((await beside.stats('jobs')).ready).toBe(6);
  });

  test('of a remove: ambiguous, as it may have been that', async () => {
    const { adapter, proxy, beside, client } = await throughProxy();
    await client.script('LOAD', scriptsWithFlags.remove.lua);
    await adapter.put('jobs', [task('a')]);
    void proxy.loseReply(runs('remove'));
    expect(codes(await adapter.remove('jobs', ['a']))).toEqual(['ambiguous']);
    expect((await beside.stats('jobs')).ready).toBe(0);
    expect(codes(await adapter.remove('jobs', ['a']))).toEqual(['not-found']);
  });

  test.each(['complete', 'retry', 'hold'] as const)('of a %s: answered as done', async (verb) => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', [task('a')]);
    const [taken] = await adapter.reserve(['jobs'], now);
    const { lease } = taken as NonNullable<typeof taken>;
    void proxy.loseReply(runs(verb === 'complete' ? 'cycle' : verb));
    const results = await (verb === 'retry'
      ? adapter.retry([{ lease, delayMs: 0 }])
      : adapter[verb]([lease]));
    expect(codes(results)).toEqual(['ok']);
    const { ready, reserved, held } = await beside.stats('jobs');
    expect({ ready, reserved, held }).toEqual({
      ready: verb === 'retry' ? 1 : 0,
      reserved: 0,
      held: verb === 'hold' ? 1 : 0,
    });
  });

  test.each(['complete', 'retry', 'hold'] as const)(
    'of a %s, asked again after the lease has ended: ambiguous, however often',
    async (verb) => {
      const { adapter, proxy, client } = await throughProxy();
      const name = verb === 'complete' ? 'cycle' : verb;
      await client.script('LOAD', scriptsWithFlags[name].lua);
      await adapter.put('jobs', [task('a', { ttrMs: 1200 })]);
      const [taken] = await adapter.reserve(['jobs'], now);
      const { lease } = taken as NonNullable<typeof taken>;
      const settle = (): Promise<Results> =>
        verb === 'retry' ? adapter.retry([{ lease, delayMs: 0 }]) : adapter[verb]([lease]);
      const lost = proxy.loseReply(runs(name));
      const settling = settle();
      await lost;
      proxy.refuse();
      const ended = { timeout: 10 * TIMEOUT_MS };
      await expect.poll(() => performance.now() > lease.expiresAt, ended).toBe(true);
      proxy.heal();
      expect(codes(await settling)).toEqual(['ambiguous']);
      expect(codes(await settle())).toEqual(['ambiguous']);
      expect(codes(await adapter.touch([lease]))).toEqual(['lease-lost']);
    },
  );

  test('of a complete, after which the id was put again: the new task is not harmed', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', [task('a')]);
    const [taken] = await adapter.reserve(['jobs'], now);
    const lost = proxy.loseReply(runs('cycle'));
    const completing = adapter.complete([(taken as NonNullable<typeof taken>).lease]);
    await lost;
    proxy.refuse();
    await expect.poll(async () => (await beside.stats('jobs')).reserved).toBe(0);
    await beside.put('jobs', [task('a')]);
    proxy.heal();
    expect(codes(await completing)).toEqual(['ok']);
    expect((await beside.stats('jobs')).ready).toBe(1);
  });

  test('of a touch: repeated', async () => {
    const { adapter, proxy } = await throughProxy();
    await adapter.put('jobs', [task('a', { ttrMs: 5000 })]);
    const [taken] = await adapter.reserve(['jobs'], now);
    const { lease } = taken as NonNullable<typeof taken>;
    void proxy.loseReply(runs('touch'));
    expect(codes(await adapter.touch([lease]))).toEqual(['ok']);
    expect(codes(await adapter.complete([lease]))).toEqual(['ok']);
  });

  test('of a reserve: its tasks are given again at once, not after their ttr', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', tasks(3));
    void proxy.loseReply(runs('cycle'));
    const taken = await adapter.reserve(['jobs'], now);
    expect(taken.map(({ lease, attempts }) => [lease.taskId, attempts])).toEqual([
      ['task-0', 2],
      ['task-1', 2],
      ['task-2', 2],
    ]);
    expect(codes(await adapter.complete(taken.map(({ lease }) => lease)))).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
  });

  test('of a wait: the same', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    const waiting = adapter.reserve(['jobs'], { max: 5, waitMs: 20_000 });
    await pause(50);
    void proxy.loseReply(runs('cycle'));
    await pause(1100);
    await beside.put('jobs', tasks(2));
    const taken = await waiting;
    const more = await adapter.reserve(['jobs'], now);
    expect([...idsOf(taken), ...idsOf(more)].toSorted()).toEqual(['task-0', 'task-1']);
  });

  test('that never comes: closing gives back what it gave', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', tasks(3));
    const lost = proxy.loseReply(runs('cycle'));
    const reserving = adapter.reserve(['jobs'], now);
    reserving.catch(() => undefined);
    await lost;
    await expect.poll(async () => (await beside.stats('jobs')).reserved).toBe(3);
    proxy.refuse();
    await expect(reserving).rejects.toMatchObject({ code: 'unavailable' });
    proxy.heal();
    await adapter.stats('jobs');
    await adapter.close();
    expect((await beside.stats('jobs')).ready).toBe(3);
  });
});

describe('silence', () => {
  test('of a black hole ends calls: unavailable if nothing was sent, else ambiguous', async () => {
    const { adapter, proxy } = await throughProxy();
    await adapter.put('jobs', [task('before')]);
    proxy.blackHole();
    const from = performance.now();
    const results = await adapter.put('jobs', [task('a')]);
    expect(codes(results)).toEqual(['ambiguous']);
    expect(performance.now() - from).toBeLessThan(TIMEOUT_MS + 1000);
    expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['unavailable']);
    proxy.heal();
    await expect.poll(async () => codes(await adapter.put('jobs', [task('c')]))).toEqual(['ok']);
  });

  test.each(['client', 'server'] as const)('of a lost %s is found out', async (end) => {
    const { adapter, proxy, beside } = await throughProxy();
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    await adapter.put('other', [task('before')]);
    proxy.halfOpen(end);
    expect(codes(await adapter.put('other', [task('a')]))).toEqual(['ok']);
    await beside.put('jobs', [task('b')]);
    expect(idsOf(await waiting)).toEqual(['b']);
  });

  test('of a server that hangs ends a wait, and aborting it does at once', async () => {
    const { adapter, proxy } = await throughProxy();
    const controller = new AbortController();
    const waiting = adapter.reserve(['jobs'], {
      max: 1,
      waitMs: 20_000,
      signal: controller.signal,
    });
    waiting.catch(() => undefined);
    await pause(50);
    proxy.blackHole();
    const from = performance.now();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(performance.now() - from).toBeLessThan(500);
    await adapter.close();
    expect(performance.now() - from).toBeLessThan(6000);
  });
});

test('byte by byte, everything works', async () => {
  const { adapter, proxy, beside } = await throughProxy();
  proxy.slice(1);
  const body = Uint8Array.from({ length: 300 }, (_, value) => value % 256);
  expect(codes(await adapter.put('jobs', [task('a', { body }), task('b')]))).toEqual(['ok', 'ok']);
  const taken = await adapter.reserve(['jobs'], now);
  expect(Buffer.from(taken[0]?.body ?? []).equals(body)).toBe(true);
  const [a, b] = taken.map(({ lease }) => lease);
  if (a === undefined || b === undefined) throw new Error('too few');
  expect(codes(await adapter.retry([{ lease: a, delayMs: 0, priority: 1 }]))).toEqual(['ok']);
  expect(codes(await adapter.complete([b]))).toEqual(['ok']);
  expect((await beside.peek('jobs', 'ready', 1))[0]).toMatchObject({ id: 'a', priority: 1 });
});

test('over a slow network, leases err early by the time requests take', async () => {
  const { adapter, proxy } = await throughProxy();
  await adapter.put('jobs', [task('a')]);
  proxy.delay(150);
  const before = performance.now();
  const [taken] = await adapter.reserve(['jobs'], now);
  const { lease } = taken as NonNullable<typeof taken>;
  expect(lease.expiresAt).toBeGreaterThanOrEqual(before + lease.ttrMs);
  expect(lease.expiresAt).toBeLessThan(performance.now() + lease.ttrMs - 250);
  expect(codes(await adapter.complete([lease]))).toEqual(['ok']);
});
