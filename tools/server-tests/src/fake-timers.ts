import { idsOf, task } from '@jq/contract/tasks';
import { expect, onTestFinished, test, vi } from 'vitest';

import { proxyTo } from './for-this-test.js';
import type { Subject } from './subject.js';

/**
 * A test file that fakes the timers stops its own code; the adapter's waits, leases, answer times
 * and reconnects stay on real time.
 */
export function testFakeTimers({ broker, adapterFor }: Subject): void {
  const fake = (): void => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
  };

  test('with fake timers every verb goes on, waits and reconnects included', async () => {
    const { port } = await broker();
    const proxy = await proxyTo(port);
    const [adapter, producer] = [adapterFor(proxy.port), adapterFor(port)];
    fake();
    await adapter.put('jobs', [task('a'), task('b')]);
    const taken = [
      ...(await adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 })),
      ...(await adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 })),
    ];
    const [a, b] = taken.map(({ lease }) => lease);
    if (a === undefined || b === undefined) throw new Error('too few');
    expect(await adapter.touch([a])).toEqual([undefined]);
    expect(await adapter.complete([a])).toEqual([undefined]);
    expect(await adapter.retry([{ lease: b, delayMs: 20 }])).toEqual([undefined]);
    // Time alone makes it ready.
    const again = await adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    expect(idsOf(again)).toEqual(['b']);
    expect(await adapter.complete(again.map(({ lease }) => lease))).toEqual([undefined]);
    expect(await adapter.reserve(['jobs'], { max: 1, waitMs: 50 })).toEqual([]);
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    proxy.cut();
    await producer.put('jobs', [task('c')]);
    expect(idsOf(await waiting)).toEqual(['c']);
  });

  test('with fake timers a server that is not there is told in time', async () => {
    fake();
    const adapter = adapterFor(1, { answerMs: 500, connectMs: 500 });
    expect(await adapter.put('jobs', [task('a')])).toMatchObject([{ code: 'unavailable' }]);
  });
}
