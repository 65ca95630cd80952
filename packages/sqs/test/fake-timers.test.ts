import { sqsFaults } from '@jq/brokers';
import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test, vi } from 'vitest';

import { Stage, task } from './stage.js';

const nothing = defineTask<number>('nothing');

test('with the fake timers of vitest everything goes on, and closes', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ lingerMs: 20, bands: [340] });
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  stage.server.next('SendMessageBatch', sqsFaults.throttled);
  await adapter.put('q', [task('a'), task('b', { priority: 0 })]);
  const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  expect(await adapter.complete(got.map(({ lease }) => lease))).toEqual([undefined]);
  const [last] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  if (last !== undefined) await adapter.retry([{ lease: last.lease, delayMs: 1000 }]);
  expect(await adapter.reserve(['q'], { max: 1, waitMs: 5000 })).toHaveLength(1);
  await adapter.close();
});

test('a worker runs and stops with them', async () => {
  const stage = await Stage.make();
  const queue = new Queue('q', stage.connect({ lingerMs: 20 }));
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  await queue.addAll(nothing, [1, 2, 3]);
  const done = new Set<number>();
  const worker = new Worker(queue, [nothing.handle(({ data }) => void done.add(data))], {
    limits: { tasks: 3 },
    signals: [],
  });
  await worker.run();
  expect(done).toEqual(new Set([1, 2, 3]));
  await queue.close();
});
