import { checkOptions, checkWhole, JobQueueError, shown } from '@jq/core/adapter';

/**
 * What an acknowledged operation survives: `fsync` a power loss, `relaxed` a crash of any process.
 */
export type Durability = 'fsync' | 'relaxed';

export interface FileOptions {
  /** Default `'fsync'`. `'relaxed'` is faster and syncs in the background, twice a second. */
  readonly durability?: Durability;
  /** Journal files are ended at about this size; default 16 MiB, 64 KiB … 1 GiB. */
  readonly segmentBytes?: number;
  /**
   * What to do with a folder on a network file system, where appends are not atomic. Default
   * `'refuse'`.
   */
  readonly networkFileSystem?: 'refuse' | 'allow';
  /**
   * Hears about things that work but not well, such as no file watcher being left. Default:
   * `process.emitWarning`.
   */
  readonly onWarning?: (message: string) => void;
}

export type FileSettings = Required<FileOptions>;

const KIB = 1024;
const OPTIONS = ['durability', 'segmentBytes', 'networkFileSystem', 'onWarning'] as const;

const warnByProcess = (message: string): void => process.emitWarning(message, { code: 'JQ_FILE' });

function oneOf<T extends string>(what: string, value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw new JobQueueError(
    'invalid',
    `@jq/file: ${what} ${shown(value)}: use ${allowed.map((one) => `"${one}"`).join(' or ')}`,
  );
}

/** @throws JobQueueError `invalid` */
export function settingsOf(options: FileOptions): FileSettings {
  checkOptions('@jq/file', options, OPTIONS);
  const {
    durability = 'fsync',
    segmentBytes = 16 * KIB * KIB,
    networkFileSystem = 'refuse',
    onWarning = warnByProcess,
  } = options;
  checkWhole('@jq/file: segmentBytes', segmentBytes, 64 * KIB, KIB * KIB * KIB);
  if (typeof onWarning !== 'function')
    throw new JobQueueError(
      'invalid',
      `@jq/file: onWarning ${shown(onWarning)}: use a function that takes a text`,
    );
  return {
    durability: oneOf('durability', durability, ['fsync', 'relaxed']),
    networkFileSystem: oneOf('networkFileSystem', networkFileSystem, ['refuse', 'allow']),
    segmentBytes,
    onWarning,
  };
}
