import { Cluster, type ClusterNode, Redis, type RedisOptions as ConnectionOptions } from 'ioredis';

import { type ClusterTarget, isCluster } from '../options.js';

export type Client = Redis | Cluster;

const LONGEST_PAUSE_MS = 2000;
const LONGEST_CONNECT_MS = 3000;

/**
 * A client that only carries: it sends nothing twice and keeps nothing for later. `Link` does, as
 * it knows what may be repeated and when somebody stopped waiting.
 */
export function clientFor(target: ConnectionOptions | ClusterTarget, timeoutMs: number): Client {
  if (!isCluster(target))
    // Without its own switch ioredis would ignore `tls` behind sentinels, and send passwords in the
    // clear.
    return new Redis({
      enableTLSForSentinelMode: target.tls !== undefined,
      ...target,
      ...carrying(timeoutMs),
      ...named(target),
    });
  const { redisOptions = {}, ...options } = target.options ?? {};
  return new Cluster(target.nodes as ClusterNode[], {
    slotsRefreshTimeout: timeoutMs,
    ...options,
    lazyConnect: true,
    enableAutoPipelining: false,
    scaleReads: 'master',
    // A node's connections are made on demand: what waits for one is no repetition.
    enableOfflineQueue: true,
    retryDelayOnFailover: 0,
    clusterRetryStrategy: pauseMs,
    redisOptions: { ...redisOptions, ...carrying(timeoutMs), ...named(redisOptions) },
  });
}

/** Another connection like this one; once lost it stays so. */
export function duplicateOf(client: Redis, timeoutMs: number): Redis {
  return client.duplicate({ ...carrying(timeoutMs), readOnly: false, retryStrategy: null });
}

function carrying(timeoutMs: number) {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    maxRetriesPerRequest: 0,
    connectTimeout: Math.min(timeoutMs, LONGEST_CONNECT_MS),
    disconnectTimeout: 100,
    retryStrategy: pauseMs,
    // The answer of a master that has become a replica; the address may lead to the new one by now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    // Numbers come as numbers, scores as bytes, whatever the rest of the program prefers.
    stringNumbers: false,
    replyMapping: 'legacy',
  } as const satisfies ConnectionOptions;
}

/** Seen in CLIENT LIST. */
function named(options: ConnectionOptions): { readonly connectionName: string } {
  return { connectionName: options.connectionName ?? 'jq' };
}

/** Many clients of one server must not come back all at once. */
function pauseMs(times: number): number {
  const longest = Math.min(50 * 2 ** Math.min(times - 1, 10), LONGEST_PAUSE_MS);
  return Math.ceil(longest * (0.5 + Math.random() / 2));
}
