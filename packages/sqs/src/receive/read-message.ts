import type { Message } from '@aws-sdk/client-sqs';
import { foreignFrame, type Frame } from '@jq/core/emulations';

import { frameOf } from '../message/body-text.js';

/** A message as it was received. */
export interface Received {
  readonly frame: Frame;
  readonly handle: string;
  /** Receives of this message as SQS counts them, this one included. */
  readonly count: number;
  /** Those that found it early left out. */
  readonly receives: number;
}

const MOST_ID_LENGTH = 63;

/** Undefined for what SQS never sends: a message without receipt. */
export function readMessage(message: Message, foreignTtrMs: number): Received | undefined {
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
