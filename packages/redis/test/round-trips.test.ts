import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test } from 'vitest';

import { adapterFor, broker, clientFor, commandCounts, task } from './fixtures.js';

const noop = defineTask<number>('noop');
const soon = { max: 1, waitMs: 20_000 };

/** Requests of the worker, and how many tasks it completed. */
async function drain(concurrency: number, count: number): Promise<number> {
  const { port } = await broker();
  const client = clientFor(port);
  const queue = new Queue('counted', adapterFor(port));
  await queue.addAll(
    noop,
    Array.from({ length: count }, (_, index) => index),
  );
  const adapter = adapterFor(port);
  await adapter.open();
  await client.config('RESETSTAT');
  const worker = new Worker(new Queue('counted', adapter), [noop.handle(async () => undefined)], {
    concurrency,
    limits: { tasks: count },
    signals: [],
  });
  const report = await worker.run();
  expect(report.completed).toBe(count);
  const counts = await commandCounts(client);
  return (counts.get('evalsha') ?? 0) + (counts.get('eval') ?? 0);
}

// Completing and fetching the next share a request; two are for the beginning and the end.
test.each([
  { concurrency: 1, count: 200 },
  { concurrency: 10, count: 1000 },
  { concurrency: 100, count: 5000 },
])('at concurrency $concurrency one request does for as many tasks', async (given) => {
  expect(await drain(given.concurrency, given.count)).toBeLessThanOrEqual(
    given.count / given.concurrency + 2,
  );
});

test('puts of one tick are one request, and so are many at once', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  const queue = new Queue('counted', adapterFor(port));
  await queue.add(noop, 0);
  await client.config('RESETSTAT');
  await Promise.all(Array.from({ length: 100 }, (_, index) => queue.add(noop, index)));
  expect((await commandCounts(client)).get('evalsha')).toBeLessThanOrEqual(2);
  expect((await queue.stats()).ready).toBe(101);
});

test('a hundred single puts without waiting travel in few requests, in order', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  const adapter = adapterFor(port);
  await adapter.open();
  await client.config('RESETSTAT');
  const ids = Array.from({ length: 100 }, (_, index) => `task-${index}`);
  const body = new Uint8Array();
  await Promise.all(
    ids.map((id) =>
      adapter.put('counted', [{ id, body, priority: 512, delayMs: 0, ttrMs: 60_000 }]),
    ),
  );
  const counts = await commandCounts(client);
  expect((counts.get('evalsha') ?? 0) + (counts.get('eval') ?? 0)).toBeLessThanOrEqual(6);
  const taken = await adapter.reserve(['counted'], { max: 100, waitMs: 0 });
  expect(taken.map(({ lease }) => lease.taskId)).toEqual(ids);
});

test('an idle worker asks about once a second', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  const adapter = adapterFor(port);
  await adapter.open();
  await client.config('RESETSTAT');
  expect(await adapter.reserve(['counted'], { max: 1, waitMs: 2500 })).toEqual([]);
  const counts = await commandCounts(client);
  expect(counts.get('bzpopmin')).toBeLessThanOrEqual(3);
  expect((counts.get('evalsha') ?? 0) + (counts.get('eval') ?? 0)).toBeLessThanOrEqual(8);
});

// Of 20 tasks each is put, asked for once before it is there and once when it rang. Once a second
// all are asked for.
test('a task for one of many waits is asked for by that one only', async () => {
  const { port } = await broker();
  const [worker, producer, client] = [adapterFor(port), adapterFor(port), clientFor(port)];
  await client.config('RESETSTAT');
  let waits = 0;
  const monitor = await client.monitor();
  onTestFinished(() => monitor.disconnect());
  monitor.on('monitor', (_, [name, ...keys]: string[]) => {
    if (name === 'bzpopmin' && keys.includes('jq:{counted}:wake')) waits++;
  });
  const others = Array.from({ length: 10 }, (_, index) =>
    worker.reserve([`other-${index}`], soon).catch(() => []),
  );
  for (let turn = 0; turn < 20; turn++) {
    const before = waits;
    const wait = worker.reserve(['counted'], soon);
    await expect.poll(() => waits, { interval: 1 }).toBeGreaterThan(before);
    await producer.put('counted', [task(`task-${turn}`)]);
    expect(await wait).toHaveLength(1);
  }
  const counts = await commandCounts(client);
  await worker.close();
  await Promise.all(others);
  expect((counts.get('evalsha') ?? 0) + (counts.get('eval') ?? 0)).toBeLessThan(150);
});
