import { describe, expect, test } from 'vitest';

import { adapterFor, codes, idsOf, pause, task } from './fixtures.js';
import { now, throughProxy, TIMEOUT_MS } from './through-proxy.js';

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
