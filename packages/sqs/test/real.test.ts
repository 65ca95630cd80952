import { DeleteQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startSqs } from '@jq/brokers';
import { defineTask, Queue, Worker } from '@jq/core';
import { afterAll, expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { sqs } from '../src/index.js';

// On AWS with JQ_SQS_AWS=sqs://eu-central-1, with the SDK's credentials: less than a thousand
// requests, its queues are deleted in the end. Otherwise on the test server. Nothing here is about
// speed.
const given = process.env['JQ_SQS_AWS'];
const LIMIT_MS = 300_000;
const broker = given === undefined ? await startSqs() : undefined;
const { credentials, region, endpoint, ...options } = parseDsn(given ?? broker?.url ?? '');
const place = {
  ...(credentials && { credentials }),
  ...(region !== undefined && { region }),
  ...(endpoint !== undefined && { endpoint }),
};
const prefix = `jq-test-${Date.now().toString(36)}`;

afterAll(async () => {
  const client = new SQSClient(place);
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  for (const QueueUrl of QueueUrls) await client.send(new DeleteQueueCommand({ QueueUrl }));
  client.destroy();
  await broker?.stop();
}, LIMIT_MS);

interface Data {
  readonly number: number;
  readonly text: string;
}

const job = defineTask<Data>('job', { retry: { kind: 'list', delaysMs: [1000] } });

test.each([false, true])(
  'puts, priorities, delays, retries, holds and frees: fifo %s',
  async (fifo) => {
    const adapter = sqs({ ...options, ...place, prefix, fifo, pollMs: 5000 });
    const queue = new Queue(fifo ? 'ordered' : 'standard', adapter);
    // The test server takes no characters beyond U+FFFF.
    const text = endpoint === undefined ? 'ž 😀' : 'ž';
    const data = Array.from({ length: 25 }, (_, number) => ({ number, text }));
    await queue.addAll(job, data);
    await queue.add(job, { number: 100, text: 'urgent' }, { priority: 0 });
    await queue.add(job, { number: 200, text: 'later' }, { delayMs: 3000 });
    const done: number[] = [];
    const attempts = new Map<number, number | undefined>();
    const handler = job.handle((task) => {
      attempts.set(task.data.number, task.attempts);
      if (task.data.number === 3 && task.attempts === 1) throw new Error('once more');
      if (task.data.number === 4 && (task.attempts ?? 0) < 2) return task.hold('for the test');
      done.push(task.data.number);
    });
    const work = async (tasks: number): Promise<void> => {
      const worker = new Worker(queue, [handler], { limits: { tasks }, signals: [] });
      await worker.run();
    };
    // 27 tasks; one of them twice, one is held.
    await work(28);
    expect(done).toHaveLength(26);
    const [held] = await queue.peek('held', 10);
    expect(held?.message).toMatchObject({ data: { number: 4 } });
    expect(await queue.unhold({ max: 10 })).toBe(1);
    await work(1);
    expect(new Set(done)).toEqual(new Set([...data.map(({ number }) => number), 100, 200]));
    expect(attempts.get(3)).toBeGreaterThanOrEqual(2);
    await queue.close();
    await adapter.close();
  },
  LIMIT_MS,
);
