import type { Capabilities } from '@jq/core/adapter';
import type { Banded, Emulated, Hopping, Parking, Resending } from '@jq/core/emulations';

import type { Settings } from './options.js';

const FIFO_DELAY =
  'FIFO queues delay no single task: a worker that receives one too early hides it for the rest of its delay, which counts as a receive for a dead-letter queue.';

/** What SQS does by itself with standard queues. */
const standard = {
  rules: {
    'DURABLE-PUT': 'native',
    ORDER: 'unsupported',
    DELAY: 'native',
    EXCLUSIVE: {
      emulated:
        'A standard queue may, rarely, give one task to two workers at once, or again after it was completed; FIFO queues do not.',
    },
    LAPSE: 'native',
    TOUCH: 'native',
    FENCED: {
      emulated:
        'Whether a lease has ended is judged by this process: SQS confirms the deletion of a task that somebody else has by now, without deleting it.',
    },
    RETRY: 'native',
    HOLD: 'unsupported',
    ATTEMPTS: 'native',
    WAIT: 'native',
    QUEUES: 'native',
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
  // Amazon keeps messages in several data centres.
  durable: 'power-loss',
  shared: 'network',
  ordering: 'none',
  queueOrder: 'as-given',
  lease: 'timed',
  fencing: 'best-effort',
  lateComplete: false,
  attempts: 'approximate',
  priorityLevels: 1,
  maxDelayMs: 900_000,
  // A minute of SQS' 12 hours is left for the way from receiving a message to setting its own time.
  maxTtrMs: 43_140_000,
  minTtrMs: 1000,
  maxWaitMs: 20_000,
  // 1 MiB less the longest header, of which base64 takes a quarter.
  maxBodyBytes: 786_138,
  maxBatch: 10,
  timeStepMs: 1000,
  exactCounts: false,
  idempotentPut: false,
  peek: [],
  purge: [],
} as const;

type Standard = typeof standard;
export type TransportCapabilities = Omit<Standard, 'rules' | 'fencing' | 'maxDelayMs'> & {
  readonly fencing: 'best-effort' | 'strict';
  readonly maxDelayMs: number;
  readonly rules: Omit<Standard['rules'], 'DELAY' | 'EXCLUSIVE' | 'FENCED'> & {
    readonly DELAY: 'native' | Emulated;
    readonly EXCLUSIVE: 'native' | Emulated;
    readonly FENCED: 'native' | Emulated;
  };
};

/** What SQS does by itself. */
export function transportSupports({ fifo }: Settings): TransportCapabilities {
  if (!fifo) return standard;
  const rules = {
    ...standard.rules,
    DELAY: { emulated: FIFO_DELAY },
    EXCLUSIVE: 'native',
    FENCED: 'native',
  } as const;
  const { maxTtrMs } = standard;
  const supports = { ...standard, rules, fencing: 'strict', maxDelayMs: maxTtrMs } as const;
  return supports satisfies Capabilities;
}

/** What @jq/sqs guarantees: with priorities in bands, and without where `bands` is empty. */
export type SqsCapabilities = Parking<Resending<Hopping<Banded<TransportCapabilities>>>>;
