import { JobQueueError, shown } from '@jq/core';

import type { BeanstalkdOptions } from './options.js';
import type { Address } from './wire/connection.js';

const DEFAULT_PORT = 11_300;
const DSN = /^(?:beanstalkd?:\/\/)?([^/?#@]+)\/?(?:\?([^#]*))?$/;
const SERVER = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/;

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
  const servers = hosts.split(',').map(serverOf);
  const names = servers.map(({ host, port }) => `${host}:${port}`);
  if (new Set(names).size < names.length) throw invalid(`a server is named twice in ${hosts}`);
  return { servers, options: optionsOf(query) };
}

function serverOf(text: string): Address {
  const [, v6, name, port = String(DEFAULT_PORT)] = SERVER.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw invalid(`${shown(text)} is no server: write host or host:port`);
  return { host, port: Number(port) };
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
