import { JobQueueError } from '@jq/core';

/** What a queue at SQS is like; read when it is first used. */
export interface QueueFacts {
  /** As SQS knows it. */
  readonly name: string;
  readonly url: string;
  readonly fifo: boolean;
  /** The largest message it takes. */
  readonly maxMessageBytes: number;
  /** How long it keeps messages. */
  readonly retentionMs: number;
  /** After so many receives a message goes to the dead-letter queue. Infinity without one. */
  readonly maxReceives: number;
}

type Attributes = Readonly<Partial<Record<string, string>>>;

/** Of old queues; new ones take 1 MiB, and say so. */
const FORMER_MAX_BYTES = 262_144;
const DEFAULT_RETENTION_S = 345_600;

/** @throws JobQueueError `invalid` for a queue of the other kind */
export function factsOf(
  name: string,
  url: string,
  attributes: Attributes,
  wanted: { readonly fifo: boolean },
): QueueFacts {
  const fifo = attributes['FifoQueue'] === 'true';
  if (fifo !== wanted.fifo)
    throw new JobQueueError('invalid', `SQS queue ${name}: set fifo to ${fifo}, as the queue is`);
  return {
    name,
    url,
    fifo,
    maxMessageBytes: Number(attributes['MaximumMessageSize'] ?? FORMER_MAX_BYTES),
    retentionMs: 1000 * Number(attributes['MessageRetentionPeriod'] ?? DEFAULT_RETENTION_S),
    maxReceives: maxReceivesOf(attributes['RedrivePolicy']),
  };
}

function maxReceivesOf(policy: string | undefined): number {
  if (policy === undefined) return Infinity;
  try {
    const { maxReceiveCount } = JSON.parse(policy) as { readonly maxReceiveCount?: unknown };
    // Old queues have it as text.
    return Number(maxReceiveCount ?? Infinity);
  } catch {
    return Infinity;
  }
}
