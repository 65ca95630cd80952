import { type ServerAddress, parseServerDsn, type ServerDsn } from '@jq/core/tcp';

import type { BeanstalkdOptions } from './options.js';

const DSN: ServerDsn = {
  what: 'beanstalkd',
  schemes: ['beanstalkd', 'beanstalk'],
  defaultPort: 11300,
  kinds: {
    flags: ['binlog', 'countAttempts'],
    numbers: ['maxJobBytes', 'maxConnections', 'connectMs', 'answerMs'],
    maps: ['names'],
  },
  sockets: true,
};

/**
 * `beanstalkd://host:port,host2:port2?binlog=true`; the scheme and the port may be left out. A
 * server on a Unix socket: `unix:/run/beanstalkd.sock` or `beanstalkd:///run/beanstalkd.sock`.
 * @throws JobQueueError `invalid`
 */
export function parseDsn(dsn: unknown): {
  readonly servers: readonly ServerAddress[];
  readonly options: BeanstalkdOptions;
} {
  return parseServerDsn(dsn, DSN);
}
