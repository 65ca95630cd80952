import type { Adapter } from '@jq/core/adapter';

import { makeAdapter } from './adapter.js';
import { parseDsn } from './dsn.js';
import { settingsOf, type SqsOptions } from './options.js';
import type { SqsCapabilities } from './supports.js';

export type { SqsCredentials, SqsOptions } from './options.js';
export type { SqsCapabilities } from './supports.js';

/**
 * Queues on Amazon SQS: `sqs({ region: 'eu-central-1' })`; credentials are found as the SDK finds
 * them. Asks nothing before first use.
 * @throws JobQueueError `invalid` for an unusable option
 */
export function sqs(options: SqsOptions = {}): Adapter<SqsCapabilities> {
  return makeAdapter(settingsOf(options));
}

/** What `connect('sqs://…')` of @jq/core looks for. */
export const adapter: { readonly scheme: 'sqs'; readonly fromDsn: (dsn: string) => Adapter } = {
  scheme: 'sqs',
  fromDsn: (dsn) => sqs(parseDsn(dsn)),
};
