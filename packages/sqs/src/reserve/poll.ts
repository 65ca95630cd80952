import { randomUUID } from 'node:crypto';

import type { Message } from '@aws-sdk/client-sqs';
import { systemClock } from '@jq/core/adapter';
import { type Delivery, foreignFrame, type Frame } from '@jq/core/emulations';

import type { SqsQueue } from '../broker/queue.js';
import { isOverLimit } from '../errors.js';
import { Receipt } from '../receipt.js';
import { frameOf } from '../stored-task.js';
import { fitLeases } from './fit-leases.js';

export interface PollOptions {
  /** Most messages, 1 to 10. */
  readonly count: number;
  /** How long SQS may wait for the first, in whole seconds; 0 looks at some of its servers only. */
  readonly waitS: number;
  /** For how long messages are hidden at first. */
  readonly hiddenS: number;
  /** Leases are of this length, whatever the tasks say. */
  readonly leaseMs?: number | undefined;
}

/** A message as it was received. */
interface Received {
  readonly frame: Frame;
  readonly handle: string;
  /** Receives of this message as SQS counts them, this one included. */
  readonly count: number;
  /** Those that found it early left out. */
  readonly receives: number;
}

const MOST_ID_LENGTH = 63;

/** One ReceiveMessage, and the leases of what it brought made as long as the tasks want them. */
export async function poll(queue: SqsQueue, options: PollOptions): Promise<readonly Delivery[]> {
  const { count, waitS, hiddenS, leaseMs } = options;
  const { fifo, retentionMs: keptMs } = queue.info;
  const sentAt = systemClock.monotonic();
  const receiving = queue.receive({
    MaxNumberOfMessages: count,
    WaitTimeSeconds: waitS,
    VisibilityTimeout: hiddenS,
    MessageSystemAttributeNames: fifo
      ? ['ApproximateReceiveCount', 'ApproximateFirstReceiveTimestamp']
      : ['ApproximateReceiveCount'],
    // With it, a repetition brings what a lost answer had brought.
    ...(fifo && { ReceiveRequestAttemptId: randomUUID() }),
  });
  const messages = await receiving.catch(nothingIfOverLimit);
  const deliveries = messages.flatMap((message) => {
    const read = readMessage(message, queue.settings.foreignTtrMs);
    if (read === undefined) return [];
    const token = new Receipt(queue, read, sentAt, sentAt + hiddenS * 1000);
    const { frame, receives } = read;
    const ttrMs = leaseMs ?? frame.ttrMs;
    return [
      { queue: queue.place, frame, receives, token, ttrMs, expiresAt: sentAt + ttrMs, keptMs },
    ];
  });
  return fitLeases(queue, deliveries, hiddenS);
}

function nothingIfOverLimit(error: unknown): readonly Message[] {
  if (isOverLimit(error)) return [];
  throw error;
}

/** Undefined for what SQS never sends: a message without receipt. */
function readMessage(message: Message, foreignTtrMs: number): Received | undefined {
  const { Body = '', ReceiptHandle: handle, MessageId = '', Attributes = {} } = message;
  if (handle === undefined) return undefined;
  const frame =
    frameOf(Body) ??
    foreignFrame(MessageId.slice(0, MOST_ID_LENGTH) || 'unnamed', Buffer.from(Body), foreignTtrMs);
  const count = Number(Attributes.ApproximateReceiveCount ?? 1);
  const first = Number(Attributes.ApproximateFirstReceiveTimestamp ?? Infinity);
  // On FIFO queues a delayed task is received when it is put, and hidden until it is due.
  const early = frame.notBefore !== undefined && first < frame.notBefore ? 1 : 0;
  return { frame, handle, count, receives: Math.max(1, count - early) };
}
