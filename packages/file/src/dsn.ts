import { resolve } from 'node:path';

import { JobQueueError, type QueryKinds, queryOptions, shown } from '@jq/core/adapter';

import type { FileOptions } from './options.js';

const DSN = /^file:(?:\/\/(?=\/))?((?!\/\/)[^?#]+)(?:\?([^#]*))?$/;
const KINDS: QueryKinds = {
  numbers: ['segmentBytes'],
  texts: ['durability', 'networkFileSystem'],
};

/** `file:./queue`, `file:///var/lib/queue?durability=relaxed`. @throws JobQueueError `invalid` */
export function parseDsn(dsn: string): { folder: string; options: FileOptions } {
  const invalid = (what: string): JobQueueError =>
    new JobQueueError('invalid', `DSN ${shown(dsn)}: ${what}`);
  const [, path, query] = DSN.exec(dsn) ?? [];
  if (path === undefined)
    throw invalid(
      'write file:./folder or file:///folder, then options such as ?durability=relaxed',
    );
  try {
    return {
      folder: resolve(decodeURIComponent(path)),
      options: queryOptions(query, KINDS, invalid),
    };
  } catch (error) {
    if (JobQueueError.is(error)) throw error;
    throw invalid('a "%" in the path must be followed by two digits; write "%" itself as %25');
  }
}
