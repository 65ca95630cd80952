import { randomUUID } from 'node:crypto';

import { ReceiveMessageCommand, type ReceiveMessageResult } from '@aws-sdk/client-sqs';
import type { Delivery } from '@jq/core/emulations';

import { isOverLimit } from '../client/failure.js';
import type { Lane } from '../lane/lane.js';
import { Receipt } from '../lane/receipt.js';
import { fitLeases } from './fit-leases.js';
import { readMessage } from './read-message.js';

export interface PollOptions {
  /** Most messages, 1 to 10. */
  readonly count: number;
  /** How long SQS may wait for the first, in whole seconds; 0 looks at some of its servers only. */
  readonly waitS: number;
  /** For how long messages are hidden at first. */
  readonly hiddenS: number;
  /** Leases are of this length, whatever the tasks say. */
  readonly leaseMs?: number | undefined;
  readonly until: number;
}

/** One ReceiveMessage, and the leases of what it brought made as long as the tasks want them. */
export async function poll(lane: Lane, options: PollOptions): Promise<readonly Delivery[]> {
  const { count, waitS, hiddenS, leaseMs, until } = options;
  const command = new ReceiveMessageCommand({
    QueueUrl: lane.facts.url,
    MaxNumberOfMessages: count,
    WaitTimeSeconds: waitS,
    VisibilityTimeout: hiddenS,
    MessageSystemAttributeNames: lane.facts.fifo
      ? ['ApproximateReceiveCount', 'ApproximateFirstReceiveTimestamp']
      : ['ApproximateReceiveCount'],
    // With it, a repetition brings what a lost answer had brought.
    ...(lane.facts.fifo && { ReceiveRequestAttemptId: randomUUID() }),
  });
  const sentAt = performance.now();
  const answer = await lane.requests
    .ask((client, limit) => client.send(command, limit), {
      action: 'ReceiveMessage',
      until,
      waitMs: waitS * 1000,
    })
    .catch(nothingIfOverLimit);
  const deliveries = (answer.Messages ?? []).flatMap((message) => {
    const read = readMessage(message, lane.settings.foreignTtrMs);
    if (read === undefined) return [];
    const receipt = new Receipt(lane, read, sentAt, sentAt + hiddenS * 1000);
    const { frame, receives } = read;
    const ttrMs = leaseMs ?? frame.ttrMs;
    const keptMs = lane.facts.retentionMs;
    const expiresAt = sentAt + ttrMs;
    return [{ queue: lane.place, frame, receives, token: receipt, ttrMs, expiresAt, keptMs }];
  });
  return fitLeases(lane, deliveries, hiddenS);
}

function nothingIfOverLimit(error: unknown): ReceiveMessageResult {
  if (isOverLimit(error)) return {};
  throw error;
}
