import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs';

import type { BatchCall, Lane } from './lane.js';
import type { Receipt } from './receipt.js';

const ACTION = 'DeleteMessageBatch';

interface Entry {
  readonly ReceiptHandle: string;
}

/** DeleteMessageBatch; deleting twice is deleting once. */
export function deleting(lane: Lane, receipts: readonly Receipt[]): BatchCall<Entry> {
  const entries = receipts.map(({ handle }) => ({ ReceiptHandle: handle }));
  return {
    action: ACTION,
    once: false,
    entries,
    send: (client, limit, some) =>
      client.send(
        new DeleteMessageBatchCommand({ QueueUrl: lane.facts.url, Entries: [...some] }),
        limit,
      ),
  };
}
