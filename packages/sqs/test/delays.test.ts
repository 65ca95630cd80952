import { describe, expect, test } from 'vitest';

import { type Connection, idsOf, outcomes, Stage, task } from './stage.js';

interface Sent {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
}

/** Everything that is sent from now on. */
function sentBy(stage: Stage): Sent[] {
  const sent: Sent[] = [];
  stage.server.always('SendMessageBatch', (call, forward) => {
    sent.push(...(call.input['Entries'] as Sent[]));
    return forward(call);
  });
  return sent;
}

async function withDeadLetters(stage: Stage, maxReceiveCount: number): Promise<string> {
  await stage.ask('CreateQueue', { QueueName: 'dead' });
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
  return JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
}

async function dead(stage: Stage): Promise<number> {
  const QueueUrl = await stage.urlOf('dead');
  const answer = await stage.ask('ReceiveMessage', { QueueUrl, VisibilityTimeout: 0 });
  return ((answer['Messages'] ?? []) as unknown[]).length;
}

/** A task that some step of a long delay brought too early. */
async function earlyBy(stage: Stage, ms: number): Promise<void> {
  const header = JSON.stringify({ id: 'a', ttrMs: 60_000, notBefore: Date.now() + ms });
  const QueueUrl = await stage.urlOf('q');
  await stage.ask('SendMessage', { QueueUrl, MessageBody: `jqf1 ${header}\nbody` });
}

async function taken(adapter: Connection): Promise<ReturnType<typeof idsOf>> {
  return idsOf(await adapter.reserve(['q'], { max: 1, waitMs: 5000 }));
}

describe('long delays', () => {
  test('SQS gets the 15 minutes that it can, the task keeps the rest', async () => {
    const stage = await Stage.make();
    const sent = sentBy(stage);
    const from = Date.now();
    const delays = [1, 899_001, 900_000, 900_001, 31_536_000_000];
    const tasks = delays.map((delayMs, index) => task(`t${index}`, { delayMs }));
    expect(outcomes(await stage.connect().put('q', tasks))).toEqual(tasks.map(() => 'ok'));
    expect(sent.map(({ DelaySeconds }) => DelaySeconds)).toEqual([1, 900, 900, 900, 900]);
    const due = sent.map(({ MessageBody }) =>
      Number(/"notBefore":(\d+)/.exec(MessageBody)?.[1] ?? 0),
    );
    expect(due.slice(0, 3)).toEqual([0, 0, 0]);
    expect(due[3]).toBeGreaterThanOrEqual(from + 900_001);
    expect(due[4]).toBeGreaterThanOrEqual(from + 31_536_000_000);
  });

  test('are counted by the clock of SQS, as are holds', async () => {
    const stage = await Stage.make();
    const hour = 3_600_000;
    stage.server.aheadMs = hour;
    const adapter = stage.connect();
    await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    const sent = sentBy(stage);
    const from = Date.now() + hour;
    await adapter.put('q', [task('a', { delayMs: 900_001 })]);
    // Due by the clock of SQS, in an hour by that of this machine.
    await earlyBy(stage, hour);
    const got = await adapter.reserve(['q'], { max: 1, waitMs: 5000 });
    expect(outcomes(await adapter.hold(got.map(({ lease }) => lease)))).toEqual(['ok']);
    const [notBefore = 0, heldAt = 0] = sent.map(({ MessageBody }) =>
      Number(/"(?:notBefore|heldAt)":(\d+)/.exec(MessageBody)?.[1]),
    );
    // Its answers tell whole seconds.
    expect(notBefore - from).toBeGreaterThanOrEqual(900_001 - 1000);
    expect(heldAt - from).toBeGreaterThanOrEqual(-1000);
  });

  test('a task that comes between two steps is sent on, not given out, and that is no attempt', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', []);
    await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    const sent = sentBy(stage);
    const from = performance.now();
    await earlyBy(stage, 2500);
    const [got] = await adapter.reserve(['q'], { max: 1, waitMs: 10_000 });
    expect(performance.now() - from).toBeGreaterThanOrEqual(2500 - 1);
    expect(got?.lease.taskId).toBe('a');
    expect(got?.attempts).toBe(1);
    expect(sent).toHaveLength(1);
    expect(await adapter.stats('q')).toMatchObject({ ready: 0, delayed: 0, reserved: 1 });
  });

  test('steps never lead to the dead-letter queue', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({
      attributes: { RedrivePolicy: await withDeadLetters(stage, 1) },
    });
    await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    await earlyBy(stage, 2500);
    expect(await taken(adapter)).toEqual(['a']);
    expect(await dead(stage)).toBe(0);
  });

  test('on a FIFO queue a delayed task waits, is not early, and has had no attempt', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({ fifo: true });
    const from = performance.now();
    await adapter.put('q', [task('later', { delayMs: 2500 }), task('now')]);
    const ids = [...(await taken(adapter)), ...(await taken(adapter))];
    expect(ids).toEqual(['now', 'later']);
    expect(performance.now() - from).toBeGreaterThanOrEqual(2500);
  });
});

describe('retries', () => {
  test('are made in place, ten with one request, and counted by SQS', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', [task('a'), task('b')]);
    const got = await adapter.reserve(['q'], { max: 10, waitMs: 2000 });
    const retries = got.map(({ lease }) => ({ lease, delayMs: 1 }));
    expect(outcomes(await adapter.retry(retries))).toEqual(['ok', 'ok']);
    expect(stage.count('ChangeMessageVisibilityBatch')).toBe(1);
    expect(stage.count('SendMessageBatch')).toBe(1);
    const [again] = await adapter.reserve(['q'], { max: 1, waitMs: 5000 });
    expect(again?.attempts).toBe(2);
  });

  test('with another priority move the task to its band, attempts and all', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({ bands: [340, 682] });
    await adapter.put('q', [task('a')]);
    const [first] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
    if (first === undefined) throw new Error('no task');
    const retry = { lease: first.lease, delayMs: 0, priority: 0 };
    expect(outcomes(await adapter.retry([retry]))).toEqual(['ok']);
    const [again] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
    expect(again).toMatchObject({
      attempts: 2,
      priority: 0,
      lease: { taskId: first.lease.taskId },
    });
  });

  test('longer than SQS can hide a message are copies', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    await adapter.put('q', [task('a')]);
    const [got] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
    if (got === undefined) throw new Error('no task');
    const sent = sentBy(stage);
    const day = { lease: got.lease, delayMs: 86_400_000 };
    expect(outcomes(await adapter.retry([day]))).toEqual(['ok']);
    expect(sent).toMatchObject([{ DelaySeconds: 900 }]);
    expect(sent[0]?.MessageBody).toContain('"attempts":1');
    expect(await adapter.stats('q')).toMatchObject({ ready: 0, delayed: 1, reserved: 0 });
  });

  test('count for a dead-letter queue, as its owner wants it', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect({
      attributes: { RedrivePolicy: await withDeadLetters(stage, 2) },
    });
    await adapter.put('q', [task('a')]);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
      expect(got.map(({ attempts }) => attempts)).toEqual([attempt]);
      await adapter.retry(got.map(({ lease }) => ({ lease, delayMs: 0 })));
    }
    expect(await adapter.reserve(['q'], { max: 1, waitMs: 1000 })).toEqual([]);
    expect(await dead(stage)).toBe(1);
  });
});

describe('held tasks', () => {
  test('are moved ten with two requests, and come back with their attempts', async () => {
    const stage = await Stage.make();
    const adapter = stage.connect();
    const ids = Array.from({ length: 10 }, (_, index) => `t${index}`);
    await adapter.put(
      'q',
      ids.map((id) => task(id)),
    );
    const got = await adapter.reserve(['q'], { max: 10, waitMs: 2000 });
    const [sends, deletes] = [stage.count('SendMessageBatch'), stage.count('DeleteMessageBatch')];
    await adapter.hold(got.map(({ lease }) => lease));
    expect(stage.count('SendMessageBatch') - sends).toBe(1);
    expect(stage.count('DeleteMessageBatch') - deletes).toBe(1);
    expect(await adapter.unhold('q', { ids: ['t3'] })).toBe(1);
    const [again] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
    expect(again).toMatchObject({ attempts: 2, lease: { taskId: 't3' } });
  });
});
