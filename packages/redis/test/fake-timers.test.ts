import { afterEach, expect, test, vi } from 'vitest';

import { adapterFor, broker, idsOf, proxyTo, task } from './fixtures.js';

afterEach(() => void vi.useRealTimers());

test("with vitest's default fake timers every verb goes on, waits and reconnects included", async () => {
  const { port } = await broker();
  const proxy = await proxyTo(port);
  const [adapter, producer] = [adapterFor(proxy.port), adapterFor(port)];
  vi.useFakeTimers();
  await adapter.put('jobs', [task('a'), task('b')]);
  const taken = await adapter.reserve(['jobs'], { max: 2, waitMs: 0 });
  const [a, b] = taken.map(({ lease }) => lease);
  if (a === undefined || b === undefined) throw new Error('too few');
  expect(await adapter.touch([a])).toEqual([undefined]);
  expect(await adapter.complete([a])).toEqual([undefined]);
  expect(await adapter.retry([{ lease: b, delayMs: 20 }])).toEqual([undefined]);
  // Time alone makes it ready.
  expect(idsOf(await adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 }))).toEqual(['b']);
  expect(await adapter.reserve(['jobs'], { max: 1, waitMs: 50 })).toEqual([]);
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  proxy.cut();
  await producer.put('jobs', [task('c')]);
  expect(idsOf(await waiting)).toEqual(['c']);
  await adapter.close();
});

test('a server that is not there is told in time', async () => {
  vi.useFakeTimers();
  await expect(adapterFor(1, { timeoutMs: 500 }).open()).rejects.toMatchObject({
    code: 'unavailable',
  });
});
