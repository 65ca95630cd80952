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
  const ask = (some: readonly (Entry & { readonly Id: string })[]) =>
    lane.requests.ask(
      (client, limit) =>
        client.send(
          new DeleteMessageBatchCommand({ QueueUrl: lane.facts.url, Entries: [...some] }),
          limit,
        ),
      { action: ACTION, until: lane.until },
    );
  return [entries, { action: ACTION, once: false, ask }];
}
