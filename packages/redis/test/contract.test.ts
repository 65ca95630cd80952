import { startRedis } from '@jq/brokers';
import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { redis } from '../src/index.js';

const space = async () => {
  const broker = await startRedis({ appendOnly: 'everysec' });
  const connect = () => redis(broker.url);
  return { connect, restart: () => broker.restart(), destroy: () => broker.stop() };
};
await contractSuite({ name: 'redis', space }).register({ describe, it, afterAll });
