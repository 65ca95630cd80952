import { sqsFaults } from '@jq/brokers';
import { defineTask, Queue, Worker } from '@jq/core';
import { expect, test, vi } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { sqs } from '../src/index.js';
import { Stage } from './stage.js';

const COUNT = 1000;
const nothing = defineTask<number>('nothing');

test('under load a task needs at most 0.35 requests, with bands and all', async () => {
  const stage = await Stage.make();
  const adapter = sqs(parseDsn(stage.server.url));
  const queue = new Queue('q', adapter);
  await queue.addAll(
    nothing,
    Array.from({ length: COUNT }, (_, index) => index),
  );
  expect(stage.count('SendMessageBatch')).toBe(COUNT / 10);
  const done = new Set<number>();
  const worker = new Worker(queue, [nothing.handle(({ data }) => void done.add(data))], {
    concurrency: 20,
    limits: { tasks: COUNT },
    signals: [],
  });
  await worker.run();
  const polls = stage.count('ReceiveMessage');
  const deletes = stage.count('DeleteMessageBatch');
  expect(done.size).toBe(COUNT);
  const perTask = (stage.count('SendMessageBatch') + polls + deletes) / COUNT;
  expect(perTask, `${polls} polls and ${deletes} deletes`).toBeLessThanOrEqual(0.35);
  // Nothing else was asked, but for finding the queues.
  expect(stage.count('ChangeMessageVisibilityBatch')).toBe(0);
  expect(stage.count('GetQueueAttributes')).toBeLessThanOrEqual(3);
  await adapter.close();
});

test('single adds, each from a tick of its own, share requests while those before are under way', async () => {
  const stage = await Stage.make();
  const queue = new Queue('q', stage.connect());
  await queue.add(nothing, 0);
  stage.server.always('SendMessageBatch', sqsFaults.slow(500));
  const adds: Promise<string>[] = [];
  const before = stage.count('SendMessageBatch');
  for (let index = 0; index < 200; index += 1) {
    adds.push(queue.add(nothing, index));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(adds);
  // Eight at once, one task each; all that came meanwhile in batches of ten.
  expect(stage.count('SendMessageBatch') - before).toBeLessThan(100);
});

test('an idle worker asks once per band and poll', async () => {
  const stage = await Stage.make();
  const pollMs = 1000;
  const queue = new Queue('q', stage.connect({ bands: [340, 682], pollMs }));
  const worker = new Worker(queue, [nothing.handle(() => undefined)], { signals: [] });
  const from = performance.now();
  const running = worker.run();
  await vi.waitUntil(() => performance.now() - from > 5 * pollMs, { timeout: 20_000 });
  const polls = stage.count('ReceiveMessage');
  const passed = performance.now() - from;
  await worker.stop();
  await running;
  // Three looks at the beginning, then a poll of each band per second.
  expect(polls).toBeLessThanOrEqual(3 + 3 * Math.ceil(passed / pollMs));
});
