import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Adapter, AdapterFactory } from './adapter/adapter.js';
import { checkOptions } from './adapter/check-options.js';
import { checkArray, shown } from './adapter/checks.js';
import { JobQueueError } from './errors.js';
import { memory } from './memory/memory.js';

export interface ConnectOptions {
  /** Tried before any package: what adapter packages export as `adapter`. */
  readonly adapters?: readonly AdapterFactory[];
}

/** Other spellings of a scheme whose package is named after the first. */
const SPELLINGS: Readonly<Record<string, string>> = {
  rediss: 'redis',
  valkey: 'redis',
  valkeys: 'redis',
  beanstalk: 'beanstalkd',
};

const SCHEME = /^([a-z][a-z0-9+.-]*):/;

/**
 * Opens the adapter that a DSN names, such as `file:./queue` or `memory:`; default: the environment
 * variable JQ_DSN. The scheme says which: one of `adapters`, else the package `@jq/<scheme>`, else
 * `@<scheme>/jq`, which is loaded only now. Rejects with JobQueueError `invalid` (DSN),
 * `unsupported` (package not installed), or what opening said.
 */
export async function connect(
  dsn: string | undefined = process.env['JQ_DSN'],
  options: ConnectOptions = {},
): Promise<Adapter> {
  const { adapters = [] } = checkOptions('connect', options, ['adapters']);
  checkArray('connect: adapters', adapters);
  for (const each of adapters)
    if (typeof each?.scheme !== 'string' || typeof each.fromDsn !== 'function')
      throw invalid(`connect: adapter ${shown(each)}: use what its package exports as "adapter"`);
  const adapter = await adapterFor(dsn, adapters);
  try {
    await adapter.open();
  } catch (error) {
    await adapter.close().catch(() => undefined);
    throw error;
  }
  return adapter;
}

async function adapterFor(
  dsn: string | undefined,
  given: readonly AdapterFactory[],
): Promise<Adapter> {
  if (dsn === undefined || dsn === '')
    throw invalid('no DSN: pass one, such as "file:./queue", or set JQ_DSN');
  if (typeof dsn !== 'string')
    throw invalid(`the DSN is ${shownKind(dsn)}: use a text, such as "file:./queue"`);
  const scheme = SCHEME.exec(dsn)?.[1];
  if (scheme === undefined)
    throw invalid('the DSN has no scheme: write it like "file:./queue" or "redis://host:6379"');
  const known = given.find((one) => one.scheme === scheme || one.spellings?.includes(scheme));
  if (known === undefined && scheme === 'memory') {
    if (!/^memory:(\/\/)?$/.test(dsn)) throw invalid('after "memory:" nothing may follow');
    return memory();
  }
  const factory = known ?? (await load(scheme));
  try {
    return factory.fromDsn(dsn);
  } catch (error) {
    if (JobQueueError.is(error)) throw error;
    // Not as the cause: what URL parsers throw carries the whole DSN.
    throw invalid(`the adapter of "${scheme}:" cannot read this DSN; check its spelling`);
  }
}

/** From the package that is named after the scheme. */
async function load(scheme: string): Promise<AdapterFactory> {
  const name = Object.hasOwn(SPELLINGS, scheme) ? SPELLINGS[scheme] : scheme;
  const packages = [`@jq/${name}`, `@${name}/jq`];
  for (const packageName of packages) {
    let loaded: { readonly adapter?: AdapterFactory };
    try {
      loaded = (await importFromProgram(packageName)) as typeof loaded;
    } catch (error) {
      if (isMissing(error, packageName)) continue;
      throw JobQueueError.from(error, `loading ${packageName}`);
    }
    if (typeof loaded.adapter?.fromDsn === 'function') return loaded.adapter;
    throw new JobQueueError(
      'unsupported',
      `${packageName} has no adapter for connect: install a version that fits this @jq/core`,
    );
  }
  throw new JobQueueError(
    'unsupported',
    `no adapter for "${scheme}:": neither ${packages.join(' nor ')} is installed. ` +
      `Install the one that fits, such as npm i ${packages[0]}, or pass it: connect(dsn, { adapters })`,
  );
}

/** Not the value, which may hold a password. */
function shownKind(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);

/**
 * Imports a package that the program installed, not this package: strict layouts such as pnpm's
 * hide it from here, so it is looked for from the program's main file and working folder, too.
 */
async function importFromProgram(packageName: string): Promise<unknown> {
  try {
    return await import(packageName);
  } catch (error) {
    if (!isMissing(error, packageName)) throw error;
    const main = process.argv[1] === undefined ? [] : [process.argv[1]];
    for (const from of [...main, join(process.cwd(), 'main.js')]) {
      const path = resolveFrom(from, packageName);
      if (path !== undefined) return await import(pathToFileURL(path).href);
    }
    throw error;
  }
}

function resolveFrom(file: string, packageName: string): string | undefined {
  try {
    return createRequire(realpathSync(dirname(file)) + sep).resolve(packageName);
  } catch {
    return undefined;
  }
}

/** Whether an import failed because the package itself, not something it imports, is not there. */
function isMissing(error: unknown, packageName: string): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    error.message.includes(`'${packageName}'`)
  );
}
