import { JobQueueError } from '@jq/core/adapter';
import { type Cluster, Command, Redis } from 'ioredis';

import { duplicateOf } from '../connection/clients.js';
import type { Link } from '../connection/link.js';

/** A connection of its own on which to wait, and who can end the wait. */
export interface LaneEnds {
  readonly client: Redis;
  /**
   * CLIENT UNBLOCK, over another connection to the same server; answers 1 if the client was
   * blocked.
   */
  unblock(clientId: string): Promise<unknown>;
}

/**
 * Where to wait for markers; `wakeKey` says on which node of a cluster.
 * @throws JobQueueError `unavailable`
 */
export function laneEnds(link: Link, wakeKey: string, timeoutMs: number): LaneEnds {
  const { client } = link;
  if (client instanceof Redis)
    return {
      client: duplicateOf(client, timeoutMs),
      unblock: (clientId) => link.command('client', ['UNBLOCK', clientId]),
    };
  const node = nodeOf(client, wakeKey);
  return {
    client: duplicateOf(node, timeoutMs),
    unblock: (clientId) => node.client('UNBLOCK', clientId),
  };
}

function nodeOf(cluster: Cluster, key: string): Redis {
  const name = cluster.slots[new Command('get', [key]).getSlot()]?.[0];
  const node = cluster
    .nodes('master')
    .find(({ options }) => name === `${options.host}:${options.port}`);
  if (node !== undefined) return node;
  cluster.refreshSlotsCache();
  throw new JobQueueError('unavailable', `no node of the cluster serves the key ${key} now`);
}
