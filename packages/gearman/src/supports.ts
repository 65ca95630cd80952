import type { Capabilities } from '@jq/core/adapter';
import type { LeasesByClock, Parking, Resending } from '@jq/core/emulations';

import type { Delaying } from './delays.js';
import type { Settings } from './options.js';

/** What gearmand does by itself, seen through one connection per function. */
const native = {
  rules: {
    'DURABLE-PUT': 'native',
    ORDER: 'native',
    DELAY: 'unsupported',
    EXCLUSIVE: 'native',
    LAPSE: 'unsupported',
    TOUCH: 'unsupported',
    FENCED: 'native',
    RETRY: 'unsupported',
    HOLD: 'unsupported',
    ATTEMPTS: 'unsupported',
    WAIT: 'native',
    QUEUES: {
      emulated: 'Queues are asked one after the other, over a connection each.',
    },
    ABORT: 'native',
    CLOSE: 'native',
    BYTES: 'native',
    'TOO-LARGE': 'native',
    BATCH: 'native',
    STATS: 'native',
    PEEK: 'unsupported',
    REMOVE: 'unsupported',
    PURGE: 'unsupported',
    PAUSE: 'unsupported',
    REDIAL: 'native',
    FOREIGN: 'native',
  },
  shared: 'network',
  ordering: 'banded',
  queueOrder: 'as-given',
  lease: 'connection',
  fencing: 'strict',
  lateComplete: false,
  attempts: 'explicit-only',
  // gearmand's high, normal and low.
  priorityLevels: 3,
  maxDelayMs: 1,
  maxTtrMs: 1,
  minTtrMs: 1,
  // Waits are repeated here.
  maxWaitMs: 4_294_967_295_000,
  // One pipelined flight.
  maxBatch: 256,
  timeStepMs: 1000,
  exactCounts: false,
  idempotentPut: false,
  peek: [],
  purge: [],
} as const;

export type BaseSupports = typeof native & {
  readonly durable: 'nothing' | 'process-crash';
  readonly maxBodyBytes: number;
};

/** The manifest of the transport with these settings. */
export function baseSupports({ persistent, maxBodyBytes }: Settings): BaseSupports {
  const durable = persistent ? 'process-crash' : 'nothing';
  return { ...native, durable, maxBodyBytes } satisfies Capabilities;
}

/** What the adapter keeps of the contract: the transport's own, and what the emulations add. */
export type GearmanCapabilities = Parking<LeasesByClock<Resending<Delaying<BaseSupports>>>>;
