import { defineTask, Queue, Worker } from '@jq/core';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';

import { adapterFor, broker, clientFor, task } from './fixtures.js';

/** Connections other than the one that looks. */
async function connections(client: Redis): Promise<string[]> {
  const list = String(await client.client('LIST'));
  const own = `id=${await client.client('ID')} `;
  return list.split('\n').filter((line) => line !== '' && !line.startsWith(own));
}

test('a producer has one connection, whatever the number of queues', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  for (let n = 0; n < 20; n++) await adapter.put(`queue-${n}`, [task('one')]);
  expect(await connections(clientFor(port))).toHaveLength(1);
});

test('workers have one connection more, to wait on, whatever the number of queues', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  const adapter = adapterFor(port);
  const seen = defineTask<string>('seen');
  const got: string[] = [];
  const handlers = [seen.handle(async ({ data }) => void got.push(data))];
  const names = Array.from({ length: 12 }, (_, n) => `queue-${n}`);
  const queues = names.map((name) => new Queue(name, adapter));
  const workers = [queues.slice(0, 6), queues.slice(6, 7), queues.slice(7)].map(
    (some) => new Worker(some, handlers, { signals: [] }),
  );
  const runs = workers.map((worker) => worker.run());
  await expect.poll(async () => (await connections(client)).join()).toContain('cmd=bzpopmin');
  for (const queue of queues) await queue.add(seen, queue.name);
  await expect.poll(() => got.toSorted()).toEqual(names.toSorted());
  const list = await connections(client);
  expect(list).toHaveLength(2);
  expect(list.every((line) => line.includes('name=jq'))).toBe(true);
  for (const worker of workers) await worker.stop();
  await Promise.all(runs);
});

test('closing leaves no connection', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  const waiting = adapter.reserve(['a'], { max: 1, waitMs: 60_000 });
  waiting.catch(() => undefined);
  const client = clientFor(port);
  await expect.poll(async () => (await connections(client)).length).toBe(2);
  await adapter.close();
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
  await expect.poll(() => connections(client)).toEqual([]);
});
