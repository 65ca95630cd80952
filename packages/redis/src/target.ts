import { JobQueueError } from '@jq/core/adapter';
import type { ClusterNode, ClusterOptions, RedisOptions as ConnectionOptions } from 'ioredis';

/**
 * Which server: a URL as for `connect`, ioredis' options of one server or of sentinels, or the
 * nodes of a cluster with ioredis' options for it.
 */
export type RedisTarget = string | ConnectionOptions | ClusterTarget;

export interface ClusterTarget {
  /** Some of its nodes; the others are found through them. */
  readonly nodes: readonly ClusterNode[];
  readonly options?: ClusterOptions;
}

export function isCluster(target: ConnectionOptions | ClusterTarget): target is ClusterTarget {
  return 'nodes' in target;
}

/** What errors may say about where the server is: never a password. */
export function placeOf(target: ConnectionOptions | ClusterTarget): string {
  if (isCluster(target)) return `redis cluster at ${target.nodes.map(nodeName).join(', ')}`;
  const { path, host = 'localhost', port = 6379, sentinels, name } = target;
  if (sentinels) return `redis "${name ?? ''}" of ${sentinels.length} sentinels`;
  return `redis at ${path ?? `${host}:${port}`}`;
}

function nodeName(node: ClusterNode): string {
  if (typeof node === 'number') return `localhost:${node}`;
  if (typeof node === 'string') return node.replace(/^.*@|^rediss?:\/\//, '');
  return `${node.host ?? 'localhost'}:${node.port ?? 6379}`;
}

/** @throws JobQueueError `invalid` */
export function checkTarget(target: ConnectionOptions | ClusterTarget): void {
  if (isCluster(target) && target.nodes.length === 0)
    throw new JobQueueError(
      'invalid',
      '@jq/redis: a cluster needs at least one node to begin with',
    );
  const { keyPrefix } = isCluster(target) ? (target.options ?? {}) : target;
  const within = isCluster(target) ? target.options?.redisOptions?.keyPrefix : undefined;
  if (keyPrefix || within)
    throw new JobQueueError(
      'invalid',
      '@jq/redis: instead of keyPrefix, which would break the slots of a cluster, use the option prefix',
    );
}
