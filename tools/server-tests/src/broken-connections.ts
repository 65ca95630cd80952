import { idsOf, leasesOf, outcomes, task, tasks } from '@jq/contract/tasks';
import { expect, test } from 'vitest';

import type { Subject } from './subject.js';
import { pause, takeAll } from './taking.js';
import { throughProxy } from './through-proxy.js';

const ANSWER_MS = 1000;

export interface BrokenConnections {
  readonly subject: Subject;
  /** Tells a request that puts a task. */
  readonly puts: (request: Buffer) => boolean;
  /** A body that could be taken for something of the protocol. */
  readonly trickyBody: string;
}

/** What an adapter makes of connections that break in ways that every protocol must stand. */
export function testBrokenConnections(options: BrokenConnections): void {
  testCut(options);
  testLostAnswer(options);
  testBlackHole(options);
  testSlowness(options);
}

function testCut({ subject }: BrokenConnections): void {
  test('a cut connection is made again, and a wait goes on over it', async () => {
    const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    await pause(50);
    proxy.cut();
    await pause(50);
    await beside.put('jobs', [task('a')]);
    expect(idsOf(await waiting)).toEqual(['a']);
  });
}

function testLostAnswer({ subject, puts }: BrokenConnections): void {
  test('a put whose answer was lost is ambiguous, and was done', async () => {
    const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
    const passed = proxy.loseReply(puts);
    const putting = adapter.put('jobs', [task('a')]);
    await passed;
    expect(outcomes(await putting)).toEqual(['ambiguous']);
    expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
    expect(outcomes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
  });
}

function testBlackHole({ subject }: BrokenConnections): void {
  test('a black hole ends calls in time, and what was sent into it may still happen', async () => {
    const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
    proxy.blackHole();
    const from = performance.now();
    const ended = await Promise.allSettled([
      adapter.put('jobs', [task('a')]),
      adapter.reserve(['jobs'], { max: 10, waitMs: 0 }),
      adapter.stats('jobs'),
    ]);
    expect(performance.now() - from).toBeLessThan(3 * ANSWER_MS + 2000);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    proxy.heal();
    expect(outcomes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
    expect(idsOf(await takeAll(beside, 1))).not.toEqual([]);
  });
}

function testSlowness({ subject, trickyBody }: BrokenConnections): void {
  test('a slow connection, byte by byte, changes nothing but the time', async () => {
    const { adapter, proxy } = await throughProxy(subject, ANSWER_MS);
    proxy.slice(1);
    await adapter.put('jobs', tasks(20, { body: Buffer.from(trickyBody) }));
    proxy.delay(50);
    const taken = await takeAll(adapter, 20);
    expect(new Set(idsOf(taken)).size).toBe(20);
    const bodies = taken.map(({ body }) => Buffer.from(body).toString());
    expect(new Set(bodies)).toEqual(new Set([trickyBody]));
    expect(outcomes(await adapter.complete(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
  });
}
