import { type ServerAddress, parseServerDsn, type ServerDsn } from '@jq/core/tcp';

import type { GearmanOptions } from './options.js';

const DSN: ServerDsn = {
  what: 'gearman',
  schemes: ['gearman'],
  defaultPort: 4730,
  kinds: {
    flags: ['persistent', 'probe'],
    numbers: ['maxBodyBytes', 'pollMs', 'connectMs', 'answerMs'],
    lists: ['thresholds'],
    maps: ['names'],
  },
};

/**
 * `gearman://host:port,host2:port2?persistent=true&thresholds=340,682`; the scheme and the port may
 * be left out.
 * @throws JobQueueError `invalid`
 */
export function parseDsn(dsn: unknown): {
  readonly servers: readonly ServerAddress[];
  readonly options: GearmanOptions;
} {
  return parseServerDsn(dsn, DSN);
}
