import { startRedisCluster } from '@jq/brokers';
import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { redis } from '../src/index.js';

// One for all checks: each has queues, and so nodes, of its own.
const cluster = await startRedisCluster();
afterAll(() => cluster.stop());
const connect = () => redis(`${cluster.nodes[0]?.url}?cluster=true&durable=nothing`);
const space = () => ({ connect, destroy: () => Promise.resolve() });
const suite = contractSuite({ name: 'redis cluster', space, concurrency: 4 });
await suite.register({ describe, it, afterAll });
