import { type Address, JobQueueError, parseAddresses, shown } from '@jq/core';

import type { GearmanOptions } from './options.js';

const DEFAULT_PORT = 4730;
const DSN = /^(?:gearman:\/\/)?([^/?#@]+)\/?(?:\?([^#]*))?$/;

const FLAGS: ReadonlySet<string> = new Set(['persistent', 'probe']);
const NUMBERS: ReadonlySet<string> = new Set(['maxBodyBytes', 'pollMs', 'connectMs', 'answerMs']);
const LISTS: ReadonlySet<string> = new Set(['thresholds']);

/**
 * `gearman://host:port,host2:port2?persistent=true&thresholds=340,682`; the scheme and the port may be left out.
 * @throws JobQueueError `invalid`
 */
export function parseDsn(dsn: string): {
  readonly servers: readonly Address[];
  readonly options: GearmanOptions;
} {
  const [, hosts, query] = DSN.exec(dsn) ?? [];
  if (hosts === undefined)
    throw invalid('write it like gearman://host:4730 or gearman://one:4730,two:4730');
  return { servers: parseAddresses(hosts, DEFAULT_PORT), options: optionsOf(query) };
}

function optionsOf(query: string | undefined): GearmanOptions {
  const options: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(query))
    if (FLAGS.has(name)) options[name] = flagOf(name, value);
    else if (NUMBERS.has(name)) options[name] = numberOf(value);
    else if (LISTS.has(name)) options[name] = value.split(',').map(numberOf);
    else {
      const known = [...FLAGS, ...NUMBERS, ...LISTS].join(', ');
      throw invalid(`unknown option ${shown(name)}, known: ${known}`);
    }
  return options;
}

function numberOf(value: string): number {
  return value === '' ? NaN : Number(value);
}

function flagOf(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw invalid(`${name}=${value}: use ${name}=true or ${name}=false`);
  return value === 'true';
}

const invalid = (what: string): JobQueueError =>
  new JobQueueError('invalid', `gearman address: ${what}`);
