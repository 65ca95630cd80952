import type { Adapter } from '@jq/core/adapter';

import { adapterOn } from './adapter.js';
import { parseDsn } from './dsn.js';
import { type GearmanOptions, settingsOf } from './options.js';
import type { GearmanCapabilities } from './supports.js';

export type { GearmanOptions } from './options.js';
export type { BaseSupports, GearmanCapabilities } from './supports.js';
export type { Delaying } from './delays.js';

/**
 * Queues on one gearmand, `localhost:4730`, or several, `one:4730,two:4730`; also with scheme and
 * options as in `connect`. Connects at first use.
 * @throws JobQueueError `invalid` for an unusable address or option
 */
export function gearman(
  servers: string = 'localhost:4730',
  options: GearmanOptions = {},
): Adapter<GearmanCapabilities> {
  const parsed = parseDsn(servers);
  return adapterOn(parsed.servers, settingsOf(options, parsed.options));
}

/** What `connect('gearman://…')` of @jq/core looks for. */
export const adapter: {
  readonly scheme: 'gearman';
  readonly fromDsn: (dsn: string) => Adapter;
} = { scheme: 'gearman', fromDsn: (dsn) => gearman(dsn) };
