import { JobQueueError } from '@jq/core/adapter';

/** What a queue at SQS is like; read when it is first used. */
export interface SqsQueueInfo {
  /** As SQS knows it. */
  readonly name: string;
  readonly url: string;
  readonly fifo: boolean;
  /** The largest message it takes. */
  readonly maxMessageBytes: number;
  /** How long it keeps a message. */
  readonly retentionMs: number;
  /**
   * Received so often, a message goes to the dead-letter queue with the next receive. Infinity
   * where there is none.
   */
  readonly maxReceives: number;
}

type Attributes = Readonly<Partial<Record<string, string>>>;

/** Of old queues; new ones take 1 MiB, and say so. */
const FORMER_MAX_BYTES = 262_144;
const USUAL_RETENTION_S = 345_600;

/** @throws JobQueueError `invalid` for a queue of the other kind */
export function infoOf(
  name: string,
  url: string,
  attributes: Attributes,
  wanted: { readonly fifo: boolean },
): SqsQueueInfo {
  const fifo = attributes['FifoQueue'] === 'true';
  if (fifo !== wanted.fifo)
    throw new JobQueueError('invalid', `SQS queue ${name}: set fifo to ${fifo}, as the queue is`);
  return {
    name,
    url,
    fifo,
    maxMessageBytes: Number(attributes['MaximumMessageSize'] ?? FORMER_MAX_BYTES),
    retentionMs: Number(attributes['MessageRetentionPeriod'] ?? USUAL_RETENTION_S) * 1000,
    maxReceives: maxReceivesOf(attributes['RedrivePolicy']),
  };
}

function maxReceivesOf(policy = '{}'): number {
  const { maxReceiveCount = Infinity } = JSON.parse(policy) as { maxReceiveCount?: unknown };
  return Number(maxReceiveCount);
}
