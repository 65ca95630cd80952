import { randomUUID } from 'node:crypto';

import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';

import type { BatchCall, Lane, Letter } from './lane.js';

const ACTION = 'SendMessageBatch';

interface Entry {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

/**
 * SendMessageBatch. Whether a message twice matters: a FIFO queue tells it by its deduplication id.
 */
export function sending(lane: Lane, letters: readonly Letter[]): BatchCall<Entry> {
  const { fifo } = lane.facts;
  const entries = letters.map((letter) =>
    fifo ? fifoEntry(lane, letter) : { MessageBody: letter.text, DelaySeconds: letter.delayS },
  );
  return {
    action: ACTION,
    once: !fifo,
    entries,
    send: (client, limit, some) =>
      client.send(
        new SendMessageBatchCommand({ QueueUrl: lane.facts.url, Entries: [...some] }),
        limit,
      ),
  };
}

function fifoEntry({ settings }: Lane, { text, frame }: Letter): Entry {
  return {
    MessageBody: text,
    // Letters, digits and ASCII punctuation are allowed, which is what ids have.
    MessageGroupId: settings.group === 'queue' ? 'jq' : frame.id,
    // New for each put and each copy: SQS would drop a second task of one id, also when the first
    // was completed.
    MessageDeduplicationId: randomUUID(),
  };
}
