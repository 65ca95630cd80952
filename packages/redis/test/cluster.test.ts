import { type RedisCluster, startRedisCluster } from '@jq/brokers';
import { Cluster, Command } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import { redis, type RedisAdapter } from '../src/index.js';
import { idsOf, task, tasks } from './fixtures.js';

let cluster: RedisCluster;
beforeAll(async () => void (cluster = await startRedisCluster()));
afterAll(() => cluster.stop());

function adapterOf(): RedisAdapter {
  const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
  const adapter = redis({ nodes }, { durable: 'nothing', timeoutMs: 10_000 });
  onTestFinished(() => adapter.close());
  return adapter;
}

/** Queue names, one for each third of the slots and so for each node. */
const onEachNode = [0, 1, 2].map((node) => {
  for (let n = 0; ; n++) {
    const slot = new Command('get', [`jq:{queue-${n}}:tasks`]).getSlot();
    if (Math.floor((slot * 3) / 16_384) === node) return `queue-${n}`;
  }
});

test('queues are spread over the nodes, all keys of one on one node', async () => {
  const adapter = adapterOf();
  for (const queue of onEachNode) await adapter.put(queue, tasks(3));
  const found: string[][] = [];
  const client = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
  for (const node of (await ready(client)).nodes('master'))
    found.push(
      (await node.keys('jq:{queue-*')).map((key) => /\{(.*)\}/.exec(key)?.[1] ?? '').toSorted(),
    );
  client.disconnect();
  const distinct = found.map((names) => [...new Set(names)].join());
  expect(distinct.toSorted()).toEqual(onEachNode.toSorted());
  expect((await adapter.queues()).toSorted()).toEqual(onEachNode.toSorted());
});

async function ready(client: Cluster): Promise<Cluster> {
  if (client.status !== 'ready') await new Promise((resolve) => client.once('ready', resolve));
  return client;
}

test('one reserve waits for queues on several nodes', async () => {
  const [worker, producer] = [adapterOf(), adapterOf()];
  for (const queue of onEachNode) await worker.purge(queue);
  for (const queue of onEachNode) {
    const waiting = worker.reserve(onEachNode, { max: 5, waitMs: 20_000 });
    await producer.put(queue, [task(`in-${queue}`)]);
    const taken = await waiting;
    expect(idsOf(taken)).toEqual([`in-${queue}`]);
    expect(await worker.complete(taken.map(({ lease }) => lease))).toEqual([undefined]);
  }
});

test('a node that goes and comes back is waited for; the others go on meanwhile', async () => {
  const [gone = '', stays = ''] = onEachNode;
  const adapter = adapterOf();
  for (const queue of onEachNode) await adapter.purge(queue);
  const waiting = adapter.reserve([gone], { max: 1, waitMs: 60_000 });
  await adapter.put(stays, [task('warm')]);
  await cluster.nodes[0]?.kill9();
  const putting = adapter.put(gone, [task('late')]);
  expect(await adapter.put(stays, [task('meanwhile')])).toEqual(['meanwhile']);
  await cluster.nodes[0]?.restart();
  expect(await putting).toEqual(['late']);
  expect(idsOf(await waiting)).toEqual(['late']);
});
