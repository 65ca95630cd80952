import {
  BrokerNames,
  checkOptions,
  checkWhole,
  JobQueueError,
  type QueueNames,
  shown,
} from '@jq/core/adapter';

import type { RedisDurability } from './supports.js';

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
  /**
   * What queues are called in the keys, by jq's name: `{ orders: 'shop:orders' }`. Others are
   * called as in jq.
   */
  readonly names?: QueueNames;
  /** Hears about settings of the server that can lose tasks. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

export interface RedisSettings
  extends Required<Omit<RedisOptions, 'credentials' | 'names'>>, Pick<RedisOptions, 'credentials'> {
  readonly names: BrokerNames;
  /** The option `durable` was given, so it must be true. */
  readonly durableAsserted: boolean;
}

const KNOWN: readonly (keyof RedisOptions)[] = [
  'prefix',
  'durable',
  'timeoutMs',
  'credentials',
  'names',
  'onWarning',
];
// What is between the braces of the keys decides about the slot of a cluster.
const NAME = /^[^{}\s\p{Cc}]{1,200}$/u;
const PREFIX = /^[A-Za-z0-9_.:-]{1,100}$/;
const DURABILITIES: readonly RedisDurability[] = ['nothing', 'process-crash', 'power-loss'];

/** @param inDsn those of a DSN, which `given` go before @throws JobQueueError `invalid` */
export function settingsOf(given: RedisOptions, inDsn: RedisOptions = {}): RedisSettings {
  checkOptions('@jq/redis', given, KNOWN);
  const options = { ...inDsn, ...given };
  const { prefix = 'jq', durable = 'process-crash', timeoutMs = 5000 } = options;
  if (typeof prefix !== 'string' || !PREFIX.test(prefix))
    throw invalid(`prefix ${shown(prefix)}: use 1–100 letters, digits or "_.:-"`);
  if (!DURABILITIES.includes(durable))
    throw invalid(`durable ${shown(durable)}: use ${DURABILITIES.map(shown).join(', ')}`);
  checkWhole('@jq/redis: timeoutMs', timeoutMs, 100, 600_000);
  for (const name of ['credentials', 'onWarning'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw invalid(`${name} ${typeof options[name]}: use a function`);
  const names = new BrokerNames(options.names, {
    what: '@jq/redis',
    takes: (name) => NAME.test(name),
    hint: 'use 1–200 letters without braces and blanks',
  });
  const warn = (message: string): void => process.emitWarning(message, { code: 'JQ_REDIS' });
  return {
    prefix,
    durable,
    timeoutMs,
    names,
    onWarning: options.onWarning ?? warn,
    ...(options.credentials && { credentials: options.credentials }),
    durableAsserted: options.durable !== undefined,
  };
}

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `@jq/redis: ${message}`);
