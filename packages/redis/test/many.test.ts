import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test } from 'vitest';

import { adapterFor, broker, clientFor } from './fixtures.js';

const COUNT = 200;
const noop = defineTask<number>('noop');

test(
  '200 queues, workers and adapters on one signal warn of nothing',
  { timeout: 60_000 },
  async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listen);
    onTestFinished(() => void process.off('warning', listen));
    const { port } = await broker();
    const stop = new AbortController();
    const shared = adapterFor(port);
    const queues = Array.from({ length: COUNT }, (_, n) => new Queue(`queue-${n}`, shared));
    let done = 0;
    const handlers = [noop.handle(async () => void done++)];
    const workers = queues.map((queue) => new Worker(queue, handlers, { signals: [] }));
    const runs = workers.map((worker) => worker.run());
    await Promise.all(queues.map((queue) => queue.add(noop, 1)));
    await expect.poll(() => done, { timeout: 20_000 }).toBe(COUNT);
    const adapters = Array.from({ length: COUNT }, () => adapterFor(port));
    const waits = adapters.map((adapter) =>
      adapter.reserve(['nothing'], { max: 1, waitMs: 20_000, signal: stop.signal }).catch(() => []),
    );
    const client = clientFor(port);
    await expect
      .poll(async () => String(await client.client('LIST')).match(/cmd=bzpopmin/g)?.length ?? 0, {
        timeout: 20_000,
      })
      .toBeGreaterThan(COUNT / 2);
    stop.abort();
    await Promise.all(waits);
    await Promise.all(workers.map((worker) => worker.stop()));
    await Promise.all(runs);
    expect(warnings.map(String)).toEqual([]);
  },
);
