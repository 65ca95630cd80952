import { fillIn, JobQueueError, type Results, systemClock } from '@jq/core/adapter';
import { type Again, type Delivery, deliveryLost } from '@jq/core/emulations';

import type { HideEntry, SqsQueue } from './broker/queue.js';
import type { Verdict } from './broker/requests.js';
import { receiptOf } from './receipt.js';

/** A delivery whose message shall be hidden for so long from now. */
interface Hidden {
  readonly delivery: Delivery;
  readonly seconds: number;
}

export function remove(deliveries: readonly Delivery[]): Promise<Results> {
  return byQueue(
    deliveries.map((delivery) => ({ delivery })),
    (queue, some) =>
      queue.delete(some.map(({ delivery }) => ({ ReceiptHandle: receiptOf(delivery).handle }))),
  );
}

/** In place, for SQS to give out again when the delay is over. */
export function giveBack(again: readonly Again[]): Promise<Results> {
  for (const { delivery } of again) {
    const { isLast, isOver, queue } = receiptOf(delivery);
    if (isLast && !isOver) queue.warnOfLast(delivery.frame.id);
  }
  return hide(
    again.map(({ delivery, delayMs }) => ({ delivery, seconds: Math.ceil(delayMs / 1000) })),
  );
}

/** Those that can be given back in place; a message keeps its priority, and 12 hours at most. */
export async function retry(again: readonly Again[]): Promise<Results> {
  const results = again.map(
    ({ delivery, delayMs, priority = delivery.frame.priority }): Verdict => {
      const fits = Math.ceil(delayMs / 1000) <= receiptOf(delivery).mostSeconds;
      if (fits && priority === delivery.frame.priority) return undefined;
      return new JobQueueError('unsupported', 'SQS can not do this retry in place');
    },
  );
  await fillIn(results, again, (index) => results[index] === undefined, giveBack);
  return results;
}

/** Restarts leases as far as their messages can be kept; answers when they end then. */
export async function extend(deliveries: readonly Delivery[]): Promise<Results<number>> {
  const now = systemClock.monotonic();
  const hidings = deliveries.map((delivery): Hidden => {
    const seconds = Math.min(receiptOf(delivery).mostSeconds, Math.ceil(delivery.ttrMs / 1000));
    return { delivery, seconds };
  });
  const ends: (number | JobQueueError)[] = deliveries.map((delivery) =>
    Math.min(receiptOf(delivery).until, now + delivery.ttrMs),
  );
  // At the end of the 12 hours nothing is gained; hiding for 0 seconds would give the task away.
  const gains = ({ delivery, seconds }: Hidden): boolean =>
    now + seconds * 1000 > receiptOf(delivery).until;
  await fillIn(
    ends,
    hidings,
    (index) => gains(hidings[index] as Hidden),
    async (some) => {
      const verdicts = await hide(some);
      return some.map(({ delivery, seconds }, index) => {
        const verdict = verdicts[index];
        if (JobQueueError.is(verdict)) return verdict;
        const receipt = receiptOf(delivery);
        receipt.until = now + seconds * 1000;
        return Math.min(receipt.until, now + delivery.ttrMs);
      });
    },
  );
  return ends;
}

function hide(hidings: readonly Hidden[]): Promise<Results> {
  return byQueue(hidings, (queue, some) =>
    queue.hide(
      some.map(({ delivery, seconds }): HideEntry => ({
        ReceiptHandle: receiptOf(delivery).handle,
        VisibilityTimeout: seconds,
      })),
    ),
  );
}

/** Asks each queue for its own, and answers by index. Receipts that are over are not sent. */
async function byQueue<Item extends { readonly delivery: Delivery }>(
  items: readonly Item[],
  ask: (queue: SqsQueue, items: readonly Item[]) => Promise<readonly Verdict[]>,
): Promise<Results> {
  const receipts = items.map(({ delivery }) => receiptOf(delivery));
  const verdicts = items.map(({ delivery }, index): Verdict =>
    receipts[index]?.isOver === true ? deliveryLost(delivery) : undefined,
  );
  const over = verdicts.map((verdict) => verdict !== undefined);
  const asking = [...new Set(receipts.map(({ queue }) => queue))].map(async (queue) =>
    fillIn(
      verdicts,
      items,
      (index) => receipts[index]?.queue === queue && over[index] === false,
      (some) => ask(queue, some),
    ),
  );
  await Promise.all(asking);
  return verdicts;
}
