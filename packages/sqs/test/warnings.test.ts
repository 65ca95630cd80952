import { expect, test } from 'vitest';

import { type Connection, outcomes, Stage, task } from './stage.js';

interface Warned {
  readonly stage: Stage;
  readonly adapter: Connection;
  readonly warnings: string[];
}

/** An adapter on queues that were there before it, and all that it warns of. */
async function onQueues(queues: Record<string, Record<string, string>>): Promise<Warned> {
  const stage = await Stage.make();
  for (const [QueueName, Attributes] of Object.entries(queues))
    await stage.ask('CreateQueue', { QueueName, Attributes });
  const warnings: string[] = [];
  const adapter = stage.connect({ onWarning: (message) => warnings.push(message) });
  return { stage, adapter, warnings };
}

async function heldFor(stage: Stage, ms: number): Promise<void> {
  const header = JSON.stringify({ id: 'old', ttrMs: 60_000, heldAt: Date.now() - ms });
  const QueueUrl = await stage.urlOf('q-held');
  await stage.ask('SendMessage', { QueueUrl, MessageBody: `jqf1 ${header}\nbody` });
}

const redrive = (maxReceiveCount: number): { readonly RedrivePolicy: string } => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    maxReceiveCount,
  }),
});

test('a queue that keeps tasks for less long than asked is warned of when it is first used', async () => {
  const { adapter, warnings } = await onQueues({ q: { MessageRetentionPeriod: '345600' } });
  await adapter.put('q', [task('a')]);
  await adapter.put('q', [task('b')]);
  expect(warnings).toEqual([
    expect.stringMatching(/queue q deletes tasks after 345600 s.*1209600/),
  ]);
});

test('held tasks are warned of by the retention of their own queue', async () => {
  const { stage, adapter, warnings } = await onQueues({
    'q-held': { MessageRetentionPeriod: '60' },
  });
  await heldFor(stage, 30_000);
  expect(await adapter.peek('q', 'held', 10)).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining('queue q-held deletes tasks after 60 s')]);
  await heldFor(stage, 55_000);
  expect(await adapter.peek('q', 'held', 10)).toHaveLength(2);
  expect(warnings.slice(1)).toEqual([expect.stringContaining('held task old of queue q')]);
});

test('a task that SQS takes to its dead-letter queue before it has had its attempts is warned of, once', async () => {
  const { adapter, warnings } = await onQueues({
    dead: {},
    q: { MessageRetentionPeriod: '1209600', ...redrive(2) },
  });
  await adapter.put('q', [task('a'), task('b')]);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    expect(warnings).toEqual([]);
    const got = await adapter.reserve(['q'], { max: 2, waitMs: 2000 });
    const retries = got.map(({ lease }) => ({ lease, delayMs: 0 }));
    expect(outcomes(await adapter.retry(retries))).toEqual(['ok', 'ok']);
  }
  expect(warnings).toEqual([expect.stringMatching(/task [ab] .*queue q .*after 2 receives/)]);
});

test('looking at held tasks never leads to a dead-letter queue', async () => {
  const stage = await Stage.make();
  await stage.ask('CreateQueue', { QueueName: 'dead' });
  const adapter = stage.connect({ attributes: redrive(1) });
  await adapter.put('q', [task('a')]);
  const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  expect(outcomes(await adapter.hold(got.map(({ lease }) => lease)))).toEqual(['ok']);
  for (let looks = 0; looks < 3; looks += 1)
    expect(await adapter.peek('q', 'held', 10)).toHaveLength(1);
});
