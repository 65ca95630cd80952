import { startRedis } from '../../tools/brokers/dist/index.js';

/** @type {import('../harness/benches.mjs').Bench} */
export const bench = {
  packages: ['core', 'redis'],
  rivals: ['bullmq', 'bee-queue', 'ioredis'],
  versions: async () => ({ 'redis-server': await serverVersion() }),
  durability: 'appendonly no',
  rounds: 9,
  startBroker: startRedis,
  scenarios: [
    'put-single',
    'put-in-flight',
    'put-bulk',
    'drain-1',
    'drain-10',
    'drain-50',
    'drain-100',
    'wake-up',
    'wake-up-20',
    'memory',
    'lateness',
    'million-delayed',
    'put-single-everysec',
    'put-in-flight-everysec',
    'put-bulk-everysec',
    'drain-50-everysec',
    'put-single-always',
    'put-in-flight-always',
    'put-bulk-always',
    'drain-50-always',
  ],
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
