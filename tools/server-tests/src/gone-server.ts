import { outcomes, task } from '@jq/contract/tasks';
import { describe, expect, test } from 'vitest';

import type { Subject } from './subject.js';
import { pause } from './taking.js';
import { throughProxy } from './through-proxy.js';

const ANSWER_MS = 1000;
const times = { answerMs: ANSWER_MS, connectMs: ANSWER_MS };

export interface GoneServer {
  readonly subject: Subject;
  /** How long it waits for a server that comes back after 0.3 seconds, in milliseconds. */
  readonly patientMs: number;
}

/** What becomes of calls while no server is there. */
export function testGoneServer(options: GoneServer): void {
  describe('a server that is gone', () => {
    testReported(options);
    testEndOfWait(options);
    testReturn(options);
    testAbortAndClose(options);
  });
}

function testReported({ subject }: GoneServer): void {
  test('is reported in about the time for an answer, by every verb', async () => {
    const adapter = subject.adapterFor(1, times);
    const from = performance.now();
    const outcomesOfAll = await Promise.allSettled([
      adapter.open(),
      adapter.put('jobs', [task('a')]).then((results) => Promise.reject(results[0])),
      adapter.reserve(['jobs'], { max: 10, waitMs: 0 }),
      adapter.stats('jobs'),
    ]);
    expect(outcomesOfAll).toMatchObject(
      outcomesOfAll.map(() => ({ reason: { code: 'unavailable' } })),
    );
    expect(performance.now() - from).toBeLessThan(2 * ANSWER_MS + 2000);
  });
}

function testEndOfWait({ subject }: GoneServer): void {
  test('ends a wait with unavailable when it is over, and not before', async () => {
    const adapter = subject.adapterFor(1, times);
    const from = performance.now();
    await expect(adapter.reserve(['jobs'], { max: 1, waitMs: 400 })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(performance.now() - from).toBeGreaterThanOrEqual(400);
  });
}

function testReturn({ subject, patientMs }: GoneServer): void {
  test('is waited for as long as that', async () => {
    const { adapter, proxy } = await throughProxy(subject, patientMs);
    proxy.refuse();
    // Until the adapter has noticed: what it sends before is in doubt.
    await pause(50);
    const putting = adapter.put('jobs', [task('a')]);
    await pause(300);
    proxy.heal();
    expect(outcomes(await putting)).toEqual(['ok']);
  });
}

function testAbortAndClose({ subject }: GoneServer): void {
  test('does not keep an abort or a close waiting', async () => {
    const adapter = subject.adapterFor(1);
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
      { status: 'rejected', reason: { code: 'aborted' } },
      { status: 'rejected', reason: { code: 'closed' } },
    ]);
    expect(performance.now() - from).toBeLessThan(5000);
  });
}
