import { sqsFaults } from '@jq/brokers';
import { describe, expect, test, vi } from 'vitest';

import { type Connection, idsOf, outcomes, Stage, task, tasks } from './stage.js';

const second = 1000;
const bands = [340, 682];

/** A poll that stands ends with a task: `close` need not wait for those that got none. */
async function endPolls(other: Connection, queues: readonly string[]): Promise<void> {
  const each = [0, 512, 4_000_000].map((priority) => task(`p${priority}`, { priority }));
  for (const queue of queues) await other.put(queue, each);
}

describe('polls', () => {
  test('an aborted reserve leaves its poll standing; what that brings is given back at once', async () => {
    const stage = await Stage.make();
    const [worker, other] = [stage.connect({ pollMs: 20_000 }), stage.connect()];
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = worker.reserve(['q'], { max: 1, waitMs: 20_000, signal });
    await vi.waitUntil(() => stage.count('ReceiveMessage') === 1);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await other.put('q', [task('a')]);
    // Long before the lease of 60 s could end.
    expect(idsOf(await other.reserve(['q'], { max: 1, waitMs: 10 * second }))).toEqual(['a']);
    expect(stage.count('ChangeMessageVisibilityBatch')).toBe(1);
  });

  test('the next reserve finds the poll that stands, and asks no second time', async () => {
    const stage = await Stage.make();
    const worker = stage.connect({ pollMs: 20_000 });
    const controller = new AbortController();
    const { signal } = controller;
    const first = worker.reserve(['q'], { max: 1, waitMs: 20_000, signal });
    await vi.waitUntil(() => stage.count('ReceiveMessage') === 1);
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    const again = worker.reserve(['q'], { max: 1, waitMs: 20_000 });
    await stage.connect().put('q', [task('a')]);
    expect(idsOf(await again)).toEqual(['a']);
    expect(stage.count('ReceiveMessage')).toBe(1);
    expect(stage.count('ChangeMessageVisibilityBatch')).toBe(0);
  });

  test('what comes for nobody is given back after a moment', async () => {
    const stage = await Stage.make();
    const [worker, other] = [stage.connect({ pollMs: 20_000 }), stage.connect()];
    const both = worker.reserve(['a', 'b'], { max: 1, waitMs: 20_000 });
    await vi.waitUntil(() => stage.count('ReceiveMessage') === 4);
    await other.put('a', [task('in-a')]);
    expect(idsOf(await both)).toEqual(['in-a']);
    await other.put('b', [task('in-b')]);
    expect(idsOf(await other.reserve(['b'], { max: 1, waitMs: 10 * second }))).toEqual(['in-b']);
  });

  test('close waits for the polls that stand, and loses nothing of what they bring', async () => {
    const stage = await Stage.make();
    const [worker, other] = [stage.connect({ pollMs: 2000 }), stage.connect()];
    const waiting = worker.reserve(['q'], { max: 1, waitMs: 20_000 });
    waiting.catch(() => undefined);
    await vi.waitUntil(() => stage.count('ReceiveMessage') === 1);
    const closing = worker.close();
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await other.put('q', [task('a')]);
    await closing;
    expect(idsOf(await other.reserve(['q'], { max: 1, waitMs: 5 * second }))).toEqual(['a']);
  });

  test('several queues and bands are watched with one look and one poll each', async () => {
    const stage = await Stage.make();
    const worker = stage.connect({ bands, pollMs: 20_000 });
    const from = stage.count('ReceiveMessage');
    const waiting = worker.reserve(['a', 'b'], { max: 1, waitMs: 20_000 });
    await vi.waitUntil(() => stage.count('ReceiveMessage') - from >= 12, { timeout: 15_000 });
    const other = stage.connect({ bands });
    await other.put('a', [task('last')]);
    expect(idsOf(await waiting)).toEqual(['last']);
    expect(stage.count('ReceiveMessage') - from).toBe(12);
    await endPolls(other, ['a', 'b']);
  });

  test('a task wakes a reserve on several queues at once', async () => {
    const stage = await Stage.make();
    const worker = stage.connect({ bands, pollMs: 20_000 });
    const waiting = worker.reserve(['a', 'b'], { max: 1, waitMs: 20_000 });
    await vi.waitUntil(() => stage.count('ReceiveMessage') === 12, { timeout: 15_000 });
    const other = stage.connect({ bands });
    await other.put('b', [task('low', { priority: 4_000_000 })]);
    expect(idsOf(await waiting)).toEqual(['low']);
    await endPolls(other, ['a', 'b']);
  });

  test('better bands come first, whatever was put first', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({ bands });
    for (const priority of [683, 682, 341, 340, 0])
      await adapter.put('q', [task(`p${priority}`, { priority })]);
    const ids: string[] = [];
    while (ids.length < 5)
      ids.push(...idsOf(await adapter.reserve(['q'], { max: 1, waitMs: second })));
    expect(ids.map((id) => Number(id.slice(1)))).toEqual([340, 0, 682, 341, 683]);
  });
});

describe('what SQS may do', () => {
  test('a short poll that sees nothing is followed by one that does', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({ bands: [682] });
    await adapter.put('q', [task('a')]);
    stage.server.next('ReceiveMessage', sqsFaults.nothingSeen, sqsFaults.nothingSeen);
    expect(idsOf(await adapter.reserve(['q'], { max: 1, waitMs: 2000 }))).toEqual(['a']);
  });

  test('messages out of order are all given', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', tasks(5));
    stage.server.next('ReceiveMessage', sqsFaults.outOfOrder);
    const got = await adapter.reserve(['q'], { max: 10, waitMs: second });
    expect(idsOf(got).toSorted()).toEqual(idsOf(got).toReversed());
  });

  test('a message delivered again after it was deleted is a delivery like any other', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    const duplicates = new sqsFaults.Duplicates();
    stage.server.next('ReceiveMessage', duplicates.record, duplicates.replay);
    await adapter.put('q', [task('a')]);
    for (let times = 0; times < 2; times += 1) {
      const got = await adapter.reserve(['q'], { max: 1, waitMs: second });
      expect(idsOf(got)).toEqual(['a']);
      const results = await adapter.complete(got.map(({ lease }) => lease));
      expect(outcomes(results)).toEqual(['ok']);
    }
  });
});

describe('leases', () => {
  test('tasks of one ttr need no request for their leases, others one per ten', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', tasks(10, { ttrMs: 60_000 }));
    await adapter.reserve(['q'], { max: 10, waitMs: second });
    expect(stage.count('ChangeMessageVisibilityBatch')).toBe(0);
    await adapter.put('q', tasks(10, { ttrMs: 90_000 }));
    await adapter.reserve(['q'], { max: 10, waitMs: second });
    expect(stage.count('ChangeMessageVisibilityBatch')).toBe(1);
    await adapter.put('q', tasks(10, { ttrMs: 90_000 }));
    await adapter.reserve(['q'], { max: 10, waitMs: second });
    expect(stage.count('ChangeMessageVisibilityBatch')).toBe(1);
  });

  test('a lease that could not be set is given as long as it surely is', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({ timeoutMs: 200 });
    await adapter.put('q', [task('long', { ttrMs: 120_000 })]);
    stage.server.always('ChangeMessageVisibilityBatch', sqsFaults.throttled);
    const [got] = await adapter.reserve(['q'], { max: 1, waitMs: second });
    const left = (got?.lease.expiresAt ?? 0) - performance.now();
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  test('touch goes as far as the 12 hours after the receive', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', [task('a', { ttrMs: 7_200_000 })]);
    const [got] = await adapter.reserve(['q'], { max: 1, waitMs: second });
    if (got === undefined) throw new Error('no task');
    expect(outcomes(await adapter.touch([got.lease]))).toEqual(['ok']);
    stage.server.receipts.age(11.5 * 3_600_000);
    // The server knows of another age than the adapter: it refuses, and the lease goes on as it
    // was.
    const before = got.lease.expiresAt;
    expect(outcomes(await adapter.touch([got.lease]))).toEqual(['invalid']);
    expect(got.lease.expiresAt).toBe(before);
  });

  test('a receipt that SQS does not know any more is a lost lease', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', [task('a')]);
    const [got] = await adapter.reserve(['q'], { max: 1, waitMs: second });
    await stage.ask('PurgeQueue', { QueueUrl: await stage.urlOf('q') });
    stage.server.receipts.forget();
    expect(got && outcomes(await adapter.touch([got.lease]))).toEqual(['lease-lost']);
    expect(got && outcomes(await adapter.complete([got.lease]))).toEqual(['lease-lost']);
  });
});
