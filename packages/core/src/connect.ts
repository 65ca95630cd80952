import type { Adapter } from './adapter/adapter.js';
import { JobQueueError } from './errors.js';
import { importFromProgram, isMissing } from './import-from-program.js';
import { memory } from './memory/memory.js';

/** What an adapter package exports as `adapter`, for `connect`. */
export interface AdapterFactory {
  /** Its usual scheme: `file` in `file:./queue`. */
  readonly scheme: string;
  /** @throws JobQueueError `invalid`; the message must not show passwords */
  fromDsn(dsn: string): Adapter;
}

// Spellings of one broker lead to one package.
const PACKAGES: Readonly<Record<string, string>> = {
  file: '@jq/file',
  redis: '@jq/redis',
  rediss: '@jq/redis',
  valkey: '@jq/redis',
  valkeys: '@jq/redis',
  beanstalkd: '@jq/beanstalkd',
  beanstalk: '@jq/beanstalkd',
  gearman: '@jq/gearman',
  sqs: '@jq/sqs',
};

const SCHEME = /^([a-z][a-z0-9+.-]*):/;

/**
 * Opens the adapter that a DSN names, such as `file:./queue` or `memory:`; default: the environment
 * variable JQ_DSN. The package of its scheme is loaded only now.
 * Rejects with JobQueueError `invalid` (DSN), `unsupported` (package not installed), or what opening said.
 */
export async function connect(dsn: string | undefined = process.env['JQ_DSN']): Promise<Adapter> {
  const adapter = await adapterFor(dsn);
  try {
    await adapter.open();
  } catch (error) {
    await adapter.close().catch(() => undefined);
    throw error;
  }
  return adapter;
}

async function adapterFor(dsn: string | undefined): Promise<Adapter> {
  if (typeof dsn !== 'string' || dsn === '')
    throw invalid('no DSN: pass one, such as "file:./queue", or set JQ_DSN');
  const scheme = SCHEME.exec(dsn)?.[1];
  if (scheme === undefined)
    throw invalid('the DSN has no scheme: write it like "file:./queue" or "redis://host:6379"');
  if (scheme === 'memory') return memory();
  const packageName = Object.hasOwn(PACKAGES, scheme) ? PACKAGES[scheme] : undefined;
  if (packageName === undefined)
    throw invalid(`unknown scheme "${scheme}:"; known are ${schemes().join(', ')}`);
  const factory = await load(scheme, packageName);
  try {
    return factory.fromDsn(dsn);
  } catch (error) {
    if (JobQueueError.is(error)) throw error;
    // Not as the cause: what URL parsers throw carries the whole DSN.
    throw invalid(`${packageName} cannot read this "${scheme}:" DSN; check its spelling`);
  }
}

async function load(scheme: string, packageName: string): Promise<AdapterFactory> {
  let loaded: { readonly adapter?: AdapterFactory };
  try {
    loaded = (await importFromProgram(packageName)) as typeof loaded;
  } catch (error) {
    if (!isMissing(error, packageName)) throw JobQueueError.from(error, `loading ${packageName}`);
    throw new JobQueueError(
      'unsupported',
      `"${scheme}:" needs the package ${packageName}, which is not installed: npm i ${packageName}`,
    );
  }
  if (typeof loaded.adapter?.fromDsn === 'function') return loaded.adapter;
  throw new JobQueueError(
    'unsupported',
    `${packageName} has no adapter for connect: install a version that fits this @jq/core`,
  );
}

const schemes = (): string[] => ['memory', ...Object.keys(PACKAGES)].map((scheme) => `${scheme}:`);

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
