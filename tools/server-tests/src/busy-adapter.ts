import { idsOf, leasesOf, outcomes, task } from '@jq/contract/tasks';
import { expect, test } from 'vitest';

import type { Verbs } from './subject.js';
import { pause, takeAll } from './taking.js';

/** Keeps this process from doing anything else. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** While one call of an adapter waits for tasks, others need no longer than `withinMs`. */
export function testWhileWaiting(make: () => Promise<Verbs>, withinMs: number): void {
  test('a lease can be touched and settled while the same adapter waits for more', async () => {
    const adapter = await make();
    await adapter.put('jobs', [task('a')]);
    const taken = await takeAll(adapter, 1);
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    await pause(50);
    const from = performance.now();
    expect(outcomes(await adapter.touch(leasesOf(taken)))).toEqual(['ok']);
    expect(outcomes(await adapter.complete(leasesOf(taken)))).toEqual(['ok']);
    expect(performance.now() - from).toBeLessThan(withinMs);
    await adapter.put('jobs', [task('b')]);
    expect(await waiting).toHaveLength(1);
  });
}

/** Of an adapter that waits half a second for answers. */
export function testBlockedLoop(make: () => Promise<Verbs>): void {
  test('requests under way when the loop was blocked get their answers', async () => {
    const adapter = await make();
    await adapter.open();
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    waiting.catch(() => undefined);
    await pause(50);
    const putting = adapter.put('jobs', [task('a')]);
    // Let it go out, then do not look at the answer for longer than any answer may take.
    await new Promise((resolve) => setImmediate(resolve));
    block(1500);
    expect(await putting).toEqual(['a']);
    expect(idsOf(await waiting)).toEqual(['a']);
  });
}
