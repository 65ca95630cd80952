import { checkWhole, JobQueueError, shown } from '@jq/core/adapter';
import type { ClusterNode, ClusterOptions, RedisOptions as ConnectionOptions } from 'ioredis';

import type { RedisDurability } from './supports.js';

/**
 * Which server: a URL as for `connect`, ioredis' options of one server or of sentinels, or the
 * nodes of a cluster with ioredis' options for it.
 */
export type RedisTarget = string | ConnectionOptions | ClusterTarget;

export interface ClusterTarget {
  /** Some of its nodes; the others are found through them. */
  readonly nodes: readonly ClusterNode[];
  readonly options?: ClusterOptions;
}

/** Who logs in; both may be left out. */
export interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface RedisOptions {
  /** First part of every key; default `jq`. Letters, digits and `_.:-`. */
  readonly prefix?: string;
  /**
   * What an acknowledged put survives; declared in `supports` and compared with the server when
   * opening. Default `'process-crash'` (append-only file). If given and not true, opening fails;
   * the default only warns. `'power-loss'` needs `appendfsync always`.
   */
  readonly durable?: RedisDurability;
  /**
   * Longest wait for an answer, a lost connection and its return included; default 5000 ms, 100 …
   * 600 000.
   */
  readonly timeoutMs?: number;
  /**
   * User and password, asked for each new connection, in place of those in the target: for
   * passwords that change.
   */
  readonly credentials?: () => Credentials | Promise<Credentials>;
  /** Hears about settings of the server that can lose tasks. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

export interface RedisSettings
  extends Required<Omit<RedisOptions, 'credentials'>>, Pick<RedisOptions, 'credentials'> {
  /** The option `durable` was given, so it must be true. */
  readonly durableAsserted: boolean;
}

const PREFIX = /^[A-Za-z0-9_.:-]{1,100}$/;
const DURABILITIES: readonly RedisDurability[] = ['nothing', 'process-crash', 'power-loss'];

/** @throws JobQueueError `invalid` */
export function settingsOf(options: RedisOptions): RedisSettings {
  const { prefix = 'jq', durable = 'process-crash', timeoutMs = 5000 } = options;
  if (typeof prefix !== 'string' || !PREFIX.test(prefix))
    throw invalid(`prefix ${shown(prefix)}: use 1–100 letters, digits or "_.:-"`);
  if (!DURABILITIES.includes(durable))
    throw invalid(`durable ${shown(durable)}: use ${DURABILITIES.map(shown).join(', ')}`);
  checkWhole('@jq/redis: timeoutMs', timeoutMs, 100, 600_000);
  const warn = (message: string): void => process.emitWarning(message, { code: 'JQ_REDIS' });
  return {
    prefix,
    durable,
    timeoutMs,
    onWarning: options.onWarning ?? warn,
    ...(options.credentials && { credentials: options.credentials }),
    durableAsserted: options.durable !== undefined,
  };
}

export function isCluster(target: ConnectionOptions | ClusterTarget): target is ClusterTarget {
  return 'nodes' in target;
}

/** What errors may say about where the server is: never a password. */
export function placeOf(target: ConnectionOptions | ClusterTarget): string {
  if (isCluster(target)) return `redis cluster at ${target.nodes.map(nodeName).join(', ')}`;
  const { path, host = 'localhost', port = 6379, sentinels, name } = target;
  if (sentinels) return `redis "${name ?? ''}" of ${sentinels.length} sentinels`;
  return `redis at ${path ?? `${host}:${port}`}`;
}

function nodeName(node: ClusterNode): string {
  if (typeof node === 'number') return `localhost:${node}`;
  if (typeof node === 'string') return node.replace(/^.*@|^rediss?:\/\//, '');
  return `${node.host ?? 'localhost'}:${node.port ?? 6379}`;
}

/** @throws JobQueueError `invalid` */
export function checkTarget(target: ConnectionOptions | ClusterTarget): void {
  if (isCluster(target) && target.nodes.length === 0)
    throw invalid('a cluster needs at least one node to begin with');
  const { keyPrefix } = isCluster(target) ? (target.options ?? {}) : target;
  const within = isCluster(target) ? target.options?.redisOptions?.keyPrefix : undefined;
  if (keyPrefix || within)
    throw invalid(
      'instead of keyPrefix, which would break the slots of a cluster, use the option prefix',
    );
}

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `@jq/redis: ${message}`);
