import { startRedis } from '../../tools/brokers/dist/index.js';

/** @type {import('../harness/benches.mjs').Bench} */
export const bench = {
  packages: ['core', 'redis'],
  rivals: ['bullmq', 'bee-queue', 'ioredis'],
  versions: async () => ({ 'redis-server': await serverVersion() }),
  durability: 'appendonly no',
  rounds: 9,
  startBroker: startRedis,
};

async function serverVersion() {
  const { Redis } = await import('ioredis');
  const broker = await startRedis();
  const client = new Redis(broker.url);
  const info = await client.info('server');
  client.disconnect();
  await broker.stop();
  return /redis_version:(\S+)/.exec(info)?.[1];
}
