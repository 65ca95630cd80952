import type { Adapter } from '@jq/core/adapter';

import { adapterOf, type FileAdapter } from './adapter.js';
import { parseDsn } from './dsn.js';
import type { FileOptions } from './options.js';

export type { FileAdapter } from './adapter.js';
export type { Durability, FileOptions } from './options.js';
export type { FileCapabilities } from './supports.js';

/**
 * A queue in a folder of this machine, made at first use, for any number of processes.
 * @throws JobQueueError `invalid` for unusable options
 */
export function file(folder: string, options: FileOptions = {}): FileAdapter {
  return adapterOf(folder, options);
}

/** What `connect('file:…')` of @jq/core looks for. */
export const adapter: { readonly scheme: 'file'; readonly fromDsn: (dsn: string) => Adapter } = {
  scheme: 'file',
  fromDsn: (dsn) => {
    const { folder, options } = parseDsn(dsn);
    return adapterOf(folder, options);
  },
};
