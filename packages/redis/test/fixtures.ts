import { type Broker, type FaultProxy, startFaultProxy, startRedis } from '@jq/brokers';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

import { redis, type RedisAdapter, type RedisOptions } from '../src/index.js';

export { idsOf, task, tasks } from '@jq/contract/tasks';

/** A server of its own for this test. */
export async function broker(options: Parameters<typeof startRedis>[0] = {}): Promise<Broker> {
  const own = await startRedis(options);
  onTestFinished(() => own.stop());
  return own;
}

export async function proxyTo(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port);
  onTestFinished(() => proxy.stop());
  return proxy;
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
