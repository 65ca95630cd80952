import { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';

import type { BatchCall, Hiding, Lane } from './lane.js';

const ACTION = 'ChangeMessageVisibilityBatch';

interface Entry {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout: number;
}

/** ChangeMessageVisibilityBatch: hides messages for so long from now, 0 shows them at once. */
export function hiding(lane: Lane, hidings: readonly Hiding[]): BatchCall<Entry> {
  const entries = hidings.map(({ receipt, seconds }) => ({
    ReceiptHandle: receipt.handle,
    VisibilityTimeout: seconds,
  }));
  return {
    action: ACTION,
    once: false,
    entries,
    send: (client, limit, some) =>
      client.send(
        new ChangeMessageVisibilityBatchCommand({ QueueUrl: lane.facts.url, Entries: [...some] }),
        limit,
      ),
  };
}
