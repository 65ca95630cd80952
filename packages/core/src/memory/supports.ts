import type { Capabilities } from '../capabilities.js';

// beanstalkd's longest time, 2^32−1 seconds, so that what memory takes fits there too.
const LONGEST_MS = 4_294_967_295_000;

/** The reference: everything native and exact, nothing survives the process. */
export const memorySupports = {
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
    PEEK: 'native',
    REMOVE: 'native',
    PURGE: 'native',
    PAUSE: 'native',
    REDIAL: 'native',
    FOREIGN: 'native',
  },
  durable: 'nothing',
  shared: 'process',
  ordering: 'exact',
  queueOrder: 'as-given',
  lease: 'timed',
  fencing: 'strict',
  lateComplete: false,
  attempts: 'exact',
  priorityLevels: 4_294_967_296,
  maxDelayMs: LONGEST_MS,
  maxTtrMs: LONGEST_MS,
  minTtrMs: 1,
  maxWaitMs: LONGEST_MS,
  // Own choice: a larger body in memory is a mistake more often than a wish.
  maxBodyBytes: 16_777_216,
  // There is no request to limit.
  maxBatch: Number.MAX_SAFE_INTEGER,
  timeStepMs: 1,
  exactCounts: true,
  idempotentPut: true,
  peek: ['ready', 'delayed', 'reserved', 'held'],
  purge: ['ready', 'delayed', 'held'],
} as const satisfies Capabilities;

export type MemorySupports = typeof memorySupports;
