import type { Adapter } from '@jq/core/adapter';

import { RedisAdapter } from './adapter.js';
import type { RedisOptions } from './options.js';
import type { RedisTarget } from './target.js';

export { RedisAdapter } from './adapter.js';
export type { RedisOptions } from './options.js';
export type { Durability, RedisCapabilities } from './supports.js';
export type { ClusterTarget, RedisTarget } from './target.js';

/**
 * Queues in Redis: `redis('redis://127.0.0.1:6379')`, or ioredis' options of a server, of sentinels
 * or of a cluster. Connects when first used.
 * @throws JobQueueError `invalid` for an unusable target or option
 */
export function redis(target: RedisTarget, options: RedisOptions = {}): RedisAdapter {
  return new RedisAdapter(target, options);
}

/** What `connect('redis://…')` of @jq/core looks for. */
export const adapter: { readonly scheme: 'redis'; readonly fromDsn: (dsn: string) => Adapter } = {
  scheme: 'redis',
  fromDsn: (dsn) => new RedisAdapter(dsn),
};
