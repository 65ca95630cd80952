import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test, vi } from 'vitest';

import { Stage } from './stage.js';

const COUNT = 200;

/** What Node warns of during a test. */
function warnings(): Error[] {
  const heard: Error[] = [];
  const hear = (warning: Error): void => {
    if (warning.name === 'MaxListenersExceededWarning') heard.push(warning);
  };
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  return heard;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('200 reserves that share a signal warn of no leak', async () => {
  const heard = warnings();
  const stage = await Stage.make();
  const adapter = stage.connect();
  const { signal } = new AbortController();
  const waits = Array.from({ length: COUNT }, () =>
    adapter.reserve(['q'], { max: 1, waitMs: 1200, signal }),
  );
  expect((await Promise.all(waits)).flat()).toEqual([]);
  await turn();
  expect(heard).toEqual([]);
});

test('200 adapters warn of no leak', async () => {
  const heard = warnings();
  const stage = await Stage.make();
  for (let index = 0; index < COUNT; index += 1) await stage.connect().open();
  await turn();
  expect(heard).toEqual([]);
});

test('200 queues and workers of one adapter warn of no leak', async () => {
  const heard = warnings();
  const adapter = (await Stage.make()).connect();
  const nothing = defineTask<number>('nothing');
  const done: number[] = [];
  const workers = Array.from({ length: COUNT }, () => {
    const queue = new Queue('q', adapter);
    return new Worker(queue, [nothing.handle(({ data }) => void done.push(data))]);
  });
  const running = workers.map((worker) => worker.run());
  await new Queue('q', adapter).addAll(nothing, [1, 2, 3]);
  await vi.waitUntil(() => done.length >= 3, { timeout: 50_000 });
  await Promise.all(workers.map((worker) => worker.stop()));
  await Promise.all(running);
  await turn();
  expect(heard).toEqual([]);
});
