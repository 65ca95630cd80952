import { type Address, JobQueueError, parseAddresses, shown } from '@jq/core';

import type { BeanstalkdOptions } from './options.js';

const DEFAULT_PORT = 11_300;
const DSN = /^(?:beanstalkd?:\/\/)?([^/?#@]+)\/?(?:\?([^#]*))?$/;

const FLAGS: ReadonlySet<string> = new Set(['binlog', 'countAttempts']);
const NUMBERS: ReadonlySet<string> = new Set([
  'maxJobBytes',
  'maxConnections',
  'connectMs',
  'answerMs',
]);

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
  return { servers: parseAddresses(hosts, DEFAULT_PORT), options: optionsOf(query) };
}

function optionsOf(query: string | undefined): BeanstalkdOptions {
  const options: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(query))
    if (FLAGS.has(name)) options[name] = flagOf(name, value);
    else if (NUMBERS.has(name)) options[name] = value === '' ? NaN : Number(value);
    else
      throw invalid(`unknown option ${shown(name)}, known: ${[...FLAGS, ...NUMBERS].join(', ')}`);
  return options;
}

function flagOf(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw invalid(`${name}=${value}: use ${name}=true or ${name}=false`);
  return value === 'true';
}

const invalid = (what: string): JobQueueError =>
  new JobQueueError('invalid', `beanstalkd address: ${what}`);
