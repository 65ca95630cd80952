import { JobQueueError, type QueryKinds, queryOptions } from '@jq/core/adapter';
import { type Address, parseAddresses } from '@jq/core/tcp';

import type { GearmanOptions } from './options.js';

const DEFAULT_PORT = 4730;
const DSN = /^(?:gearman:\/\/)?([^/?#@]+)\/?(?:\?([^#]*))?$/;

const KINDS: QueryKinds = {
  flags: ['persistent', 'probe'],
  numbers: ['maxBodyBytes', 'pollMs', 'connectMs', 'answerMs'],
  lists: ['thresholds'],
};

/**
 * `gearman://host:port,host2:port2?persistent=true&thresholds=340,682`; the scheme and the port may
 * be left out.
 * @throws JobQueueError `invalid`
 */
export function parseDsn(dsn: string): {
  readonly servers: readonly Address[];
  readonly options: GearmanOptions;
} {
  const [, hosts, query] = DSN.exec(dsn) ?? [];
  if (hosts === undefined)
    throw invalid('write it like gearman://host:4730 or gearman://one:4730,two:4730');
  return {
    servers: parseAddresses(hosts, DEFAULT_PORT),
    options: queryOptions(query, KINDS, invalid),
  };
}

const invalid = (what: string): JobQueueError =>
  new JobQueueError('invalid', `gearman address: ${what}`);
