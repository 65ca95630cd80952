import { type Broker, startRedis } from '@jq/brokers';
import { forThisTest } from '@jq/server-tests';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

import { redis, type RedisAdapter, type RedisOptions } from '../src/index.js';

export { idsOf, outcomes as codes, task, tasks } from '@jq/contract/tasks';
export { pause, proxyTo } from '@jq/server-tests';

/** A server of its own for this test. */
export function broker(options: Parameters<typeof startRedis>[0] = {}): Promise<Broker> {
  return forThisTest(startRedis(options));
}

/** An adapter that is closed with the test. Warns nobody. */
export function adapterFor(port: number, options: RedisOptions = {}): RedisAdapter {
  const adapter = redis({ host: '127.0.0.1', port }, { onWarning: () => undefined, ...options });
  onTestFinished(() => adapter.close());
  return adapter;
}

/** A plain client, to look at the server and to do what nobody should. */
export function clientFor(port: number): Redis {
  const client = new Redis({ host: '127.0.0.1', port });
  onTestFinished(() => client.disconnect());
  return client;
}

/** How often the server ran each command since its statistics were reset. */
export async function commandCounts(client: Redis): Promise<Map<string, number>> {
  const info = await client.info('commandstats');
  return new Map(
    [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name = '', calls]) => [
      name,
      Number(calls),
    ]),
  );
}
