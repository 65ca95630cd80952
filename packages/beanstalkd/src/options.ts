import {
  BrokerNames,
  checkFlag,
  checkOptions,
  checkWhole,
  JobQueueError,
  type NamingRules,
  type QueueNames,
} from '@jq/core/adapter';

import { LONGEST_HEADER } from './header.js';

/** Everything may be left out. Times in milliseconds. */
export interface BeanstalkdOptions {
  /**
   * The servers run with `-b`, so that tasks survive their crash. `open` refuses a server that does
   * not. Default false: then nothing is declared durable.
   */
  readonly binlog?: boolean;
  /**
   * The servers' `-z`, the largest body with its header of up to 82 bytes. Default 65535, as
   * theirs.
   */
  readonly maxJobBytes?: number;
  /**
   * Whether to ask for the count of attempts and the priority of each task, one command more per
   * task. Default true. Without, a task that fails is retried without end.
   */
  readonly countAttempts?: boolean;
  /**
   * Most connections per server that reserve; a worker that needs more asks at intervals. Default
   * 16.
   */
  readonly maxConnections?: number;
  /** For one attempt to connect. Default 5000. */
  readonly connectMs?: number;
  /** For one answer, beyond what a command waits at the server. Default 10000. */
  readonly answerMs?: number;
  /** What queues are called there: `{ orders: 'shop.orders' }`. Default: as in jq. */
  readonly names?: QueueNames;
  /** Hears about servers that are not as declared. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

export type Settings = Required<Omit<BeanstalkdOptions, 'names'>> & { readonly names: BrokerNames };

const KNOWN = [
  'binlog',
  'maxJobBytes',
  'countAttempts',
  'maxConnections',
  'connectMs',
  'answerMs',
  'names',
  'onWarning',
] as const satisfies readonly (keyof BeanstalkdOptions)[];

/** As beanstalkd's protocol has it. */
const TUBE = /^[A-Za-z0-9+/;.$_()][A-Za-z0-9+/;.$_()-]{0,199}$/;
const NAMING: NamingRules = {
  what: '@jq/beanstalkd',
  takes: (name) => TUBE.test(name),
  hint: 'use 1–200 letters, digits or "-+/;.$_()", not starting with "-"',
};

const LONGEST_MS = 600_000;
/** beanstalkd's own limit for `-z`. */
const LARGEST_JOB = 1_073_741_824;

/** `given` goes over what the address said. @throws JobQueueError `invalid` */
export function settingsOf(given: BeanstalkdOptions, addressed: BeanstalkdOptions = {}): Settings {
  checkOptions('@jq/beanstalkd', given, KNOWN);
  const options = { ...addressed, ...given };
  const settings: Settings = {
    binlog: options.binlog ?? false,
    maxJobBytes: options.maxJobBytes ?? 65_535,
    countAttempts: options.countAttempts ?? true,
    maxConnections: options.maxConnections ?? 16,
    connectMs: options.connectMs ?? 5000,
    answerMs: options.answerMs ?? 10_000,
    names: new BrokerNames(options.names, NAMING),
    onWarning:
      options.onWarning ?? ((message) => process.emitWarning(message, { code: 'JQ_BEANSTALKD' })),
  };
  checkFlag('@jq/beanstalkd: binlog', settings.binlog);
  checkFlag('@jq/beanstalkd: countAttempts', settings.countAttempts);
  checkNumber('maxJobBytes', settings.maxJobBytes, LONGEST_HEADER + 1, LARGEST_JOB);
  checkNumber('maxConnections', settings.maxConnections, 1, 1000);
  checkNumber('connectMs', settings.connectMs, 1, LONGEST_MS);
  checkNumber('answerMs', settings.answerMs, 1, LONGEST_MS);
  if (typeof settings.onWarning !== 'function')
    throw new JobQueueError('invalid', '@jq/beanstalkd: onWarning must be a function');
  return settings;
}

function checkNumber(name: string, value: unknown, min: number, max: number): void {
  checkWhole(`@jq/beanstalkd: ${name}`, value, min, max);
}
