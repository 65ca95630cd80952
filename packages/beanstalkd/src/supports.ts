import type { Capabilities } from '@jq/core/adapter';

import { LONGEST_HEADER } from './header.js';
import type { Settings } from './options.js';

/** What @jq/beanstalkd keeps of the contract with its default options. */
const defaults = {
  rules: {
    'DURABLE-PUT': 'native',
    ORDER: 'native',
    DELAY: 'native',
    EXCLUSIVE: 'native',
    LAPSE: 'native',
    TOUCH: 'native',
    FENCED: 'native',
    RETRY: 'native',
    HOLD: 'native',
    ATTEMPTS: 'native',
    WAIT: 'native',
    QUEUES: 'native',
    ABORT: 'native',
    CLOSE: 'native',
    BYTES: 'native',
    'TOO-LARGE': 'native',
    BATCH: 'native',
    STATS: 'native',
    PEEK: {
      emulated:
        'More than one task at a time is found by walking the numbers of all jobs the server has seen, once per adapter; tasks that move meanwhile may be missed.',
    },
    REMOVE: {
      emulated:
        'A task is found by walking the numbers of the jobs the server has seen, the newest first, about 50,000 a second; of two tasks put with one id, the newer goes.',
    },
    PURGE: 'native',
    PAUSE: 'native',
    REDIAL: 'native',
    FOREIGN: 'native',
  },
  durable: 'nothing',
  shared: 'network',
  ordering: 'exact',
  queueOrder: 'priority',
  lease: 'connection',
  fencing: 'strict',
  lateComplete: true,
  attempts: 'since-restart',
  priorityLevels: 4_294_967_296,
  // Unsigned 32-bit seconds on the wire.
  maxDelayMs: 4_294_967_295_000,
  // The server's ttr is a second longer than the lease.
  maxTtrMs: 4_294_967_294_000,
  minTtrMs: 1000,
  // Longer waits are repeated at the server.
  maxWaitMs: 4_294_967_295_000,
  // The server's usual max-job-size, 65535, less the longest header.
  maxBodyBytes: 65_453,
  // One pipelined flight.
  maxBatch: 1000,
  timeStepMs: 1000,
  exactCounts: true,
  idempotentPut: false,
  // Of held tasks the server shows the oldest alone; BeanstalkdAdapter.held lists them without
  // order.
  peek: ['ready', 'delayed', 'reserved'],
  purge: ['ready', 'delayed', 'held'],
} as const;

type Defaults = typeof defaults;

/** What options change: `binlog`, `countAttempts` and `maxJobBytes`. */
export type BeanstalkdCapabilities = Omit<
  Defaults,
  'durable' | 'maxBodyBytes' | 'lateComplete' | 'rules'
> & {
  readonly durable: 'nothing' | 'process-crash';
  readonly maxBodyBytes: number;
  readonly lateComplete: boolean;
  readonly rules: Omit<Defaults['rules'], 'ATTEMPTS'> & {
    readonly ATTEMPTS: 'native' | 'unsupported';
  };
};

/** The manifest of an adapter with these settings. */
export function supportsOf(settings: Settings): BeanstalkdCapabilities {
  const { binlog, countAttempts, maxJobBytes } = settings;
  const supports = {
    ...defaults,
    rules: { ...defaults.rules, ATTEMPTS: countAttempts ? 'native' : 'unsupported' },
    durable: binlog ? 'process-crash' : 'nothing',
    maxBodyBytes: maxJobBytes - LONGEST_HEADER,
    // Whether nobody took the task since is told by the count.
    lateComplete: countAttempts,
  } as const satisfies Capabilities;
  return supports;
}
