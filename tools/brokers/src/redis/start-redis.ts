import { binaryOf } from '../install/binaries.js';
import { ask } from '../server/ask.js';
import type { Broker } from '../server/broker.js';
import { startOwnBroker } from '../server/own-broker.js';

export interface RedisOptions {
  /**
   * Keeps an append-only file, synced every second or with every write. Default: nothing on disk.
   */
  readonly appendOnly?: 'everysec' | 'always';
  /** More directives of redis.conf, such as `{ 'maxmemory-policy': 'allkeys-lru' }`. */
  readonly config?: Readonly<Record<string, string>>;
}

// Cluster nodes talk to each other on a port at this distance.
const CLUSTER_BUS = 10_000;

/** Starts a redis-server of our own. Rejects, saying what to do, when there is no such program. */
export async function startRedis(options: RedisOptions = {}): Promise<Broker> {
  const { appendOnly, config = {} } = options;
  const directives = {
    bind: '127.0.0.1',
    save: '',
    appendonly: appendOnly === undefined ? 'no' : 'yes',
    appendfsync: appendOnly ?? 'no',
    ...config,
  };
  return startOwnBroker({
    scheme: 'redis',
    binary: await binaryOf('redis-server'),
    args: (port, folder) =>
      Object.entries({ ...directives, port: String(port), dir: folder }).flatMap(
        ([name, value]) => [`--${name}`, value],
      ),
    ready: async (port) => (await ask(port, 'PING', /\r\n$/)) === '+PONG\r\n',
    ...(config['cluster-enabled'] === 'yes' ? { morePorts: [CLUSTER_BUS] } : {}),
  });
}
