import { JobQueueError, type QueryKinds, queryOptions } from '@jq/core/adapter';
import { type Address, parseAddresses } from '@jq/core/tcp';

import type { BeanstalkdOptions } from './options.js';

const DEFAULT_PORT = 11_300;
const DSN = /^(?:beanstalkd?:\/\/)?([^/?#@]+)\/?(?:\?([^#]*))?$/;

const KINDS: QueryKinds = {
  flags: ['binlog', 'countAttempts'],
  numbers: ['maxJobBytes', 'maxConnections', 'connectMs', 'answerMs'],
};

/**
 * `beanstalkd://host:port,host2:port2?binlog=true`; the scheme and the port may be left out.
 * @throws JobQueueError `invalid`
 */
export function parseDsn(dsn: string): {
  readonly servers: readonly Address[];
  readonly options: BeanstalkdOptions;
} {
  const [, hosts, query] = DSN.exec(dsn) ?? [];
  if (hosts === undefined)
    throw invalid('write it like beanstalkd://host:11300 or beanstalkd://one:11300,two:11300');
  return {
    servers: parseAddresses(hosts, DEFAULT_PORT),
    options: queryOptions(query, KINDS, invalid),
  };
}

const invalid = (what: string): JobQueueError =>
  new JobQueueError('invalid', `beanstalkd address: ${what}`);
