import type { Adapter } from '@jq/core/adapter';

import { adapterOn, type BeanstalkdAdapter } from './adapter.js';
import { parseDsn } from './dsn.js';
import { type BeanstalkdOptions, settingsOf } from './options.js';

export type { BeanstalkdAdapter, HeldTasks } from './adapter.js';
export type { BeanstalkdOptions } from './options.js';
export type { BeanstalkdCapabilities } from './supports.js';
export type { ServerAddress } from '@jq/core/tcp';

/**
 * Queues on one beanstalkd, `localhost:11300`, or several, `one:11300,two:11300`; also with scheme
 * and options as in `connect`. Connects at first use.
 * @throws JobQueueError `invalid` for an unusable address or option
 */
export function beanstalkd(
  servers: string = 'localhost:11300',
  options: BeanstalkdOptions = {},
): BeanstalkdAdapter {
  const parsed = parseDsn(servers);
  return adapterOn(parsed.servers, settingsOf(options, parsed.options));
}

/** What `connect('beanstalkd://…')` of @jq/core looks for. */
export const adapter: {
  readonly scheme: 'beanstalkd';
  readonly fromDsn: (dsn: string) => Adapter;
} = { scheme: 'beanstalkd', fromDsn: (dsn) => beanstalkd(dsn) };
