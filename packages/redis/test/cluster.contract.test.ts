import { startRedisCluster } from '@jq/brokers';
import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { redis } from '../src/index.js';

// One cluster for all checks, each with queues, and so with nodes, of its own.
const cluster = await startRedisCluster();
afterAll(() => cluster.stop());

const [first] = cluster.nodes;
const connect = () => redis(`${first?.url}?cluster=true&durable=nothing`);
const space = { connect, destroy: () => Promise.resolve() };
await contractSuite({ name: 'redis cluster', space: () => space, concurrency: 4 }).register({
  describe,
  it,
  afterAll,
});
