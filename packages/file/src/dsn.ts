import { resolve } from 'node:path';

import { JobQueueError, type QueryKinds, queryOptions, shown } from '@jq/core/adapter';

import type { FileOptions } from './options.js';

const SCHEME = 'file:';
const EXAMPLES = 'file:./queue or file:///var/lib/queue?durability=relaxed';
const KINDS: QueryKinds = {
  numbers: ['segmentBytes'],
  texts: ['durability', 'networkFileSystem'],
};

/** `file:./queue`, `file:///var/lib/queue?durability=relaxed`. @throws JobQueueError `invalid` */
export function parseDsn(dsn: string): { folder: string; options: FileOptions } {
  const invalid = (what: string): JobQueueError =>
    new JobQueueError('invalid', `DSN ${shown(dsn)}: ${what}`);
  if (typeof dsn !== 'string') throw invalid(`use a text, such as ${EXAMPLES}`);
  if (!dsn.startsWith(SCHEME))
    throw invalid(`it does not begin with "${SCHEME}"; write ${EXAMPLES}`);
  if (dsn.includes('#')) throw invalid('a "#" has no meaning here; write it in a path as %23');
  const queryAt = dsn.indexOf('?');
  const path = dsn.slice(SCHEME.length, queryAt < 0 ? undefined : queryAt);
  const query = queryAt < 0 ? undefined : dsn.slice(queryAt + 1);
  return { folder: folderOf(path, invalid), options: queryOptions(query, KINDS, invalid) };
}

function folderOf(path: string, invalid: (what: string) => JobQueueError): string {
  const [, host, rest = ''] = /^\/\/([^/]*)(.*)$/s.exec(path) ?? [];
  if (host) {
    const [here, there] = [`file:./${host}${rest}`, `file:///${host}${rest}`];
    throw invalid(`"${host}" is a host after "//"; write ${here} or ${there}`);
  }
  const local = host === undefined ? path : rest;
  if (local === '') throw invalid(`no folder after "${SCHEME}"; write ${EXAMPLES}`);
  try {
    return resolve(decodeURIComponent(local));
  } catch {
    throw invalid('a "%" in the path must be followed by two digits; write "%" itself as %25');
  }
}
