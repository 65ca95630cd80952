import type { Adapter } from '@jq/core/adapter';

import { adapterOn, type RedisAdapter } from './adapter.js';
import type { RedisTarget } from './broker/target.js';
import type { RedisOptions } from './options.js';

export type { RedisAdapter } from './adapter.js';
export type { ClusterTarget, RedisTarget } from './broker/target.js';
export type { Credentials, RedisOptions } from './options.js';
export type { RedisDurability, RedisCapabilities } from './supports.js';

/**
 * Queues in Redis: `redis('redis://127.0.0.1:6379')`, or ioredis' options of a server, of sentinels
 * or of a cluster. Connects when first used.
 * @throws JobQueueError `invalid` for an unusable target or option
 */
export function redis(target: RedisTarget, options: RedisOptions = {}): RedisAdapter {
  return adapterOn(target, options);
}

/** What `connect('redis://…')` of @jq/core looks for. */
export const adapter: { readonly scheme: 'redis'; readonly fromDsn: (dsn: string) => Adapter } = {
  scheme: 'redis',
  fromDsn: (dsn) => adapterOn(dsn, {}),
};
