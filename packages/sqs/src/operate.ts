import type { QueueStats } from '@jq/core/adapter';
import type { Delivery, ReceiveOptions } from '@jq/core/emulations';

import type { Directory } from './broker/directory.js';
import type { SqsQueues } from './broker/queues.js';
import { MOST_ENTRIES } from './broker/requests.js';
import { poll } from './reserve/poll.js';

/**
 * Takes out up to `max` of what some queues hold, for a look at it. A queue that is not there holds
 * nothing.
 */
export async function look(
  queues: SqsQueues,
  places: readonly string[],
  { max, waitMs, leaseMs, signal }: ReceiveOptions,
): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  const hiddenS = Math.ceil((leaseMs ?? 0) / 1000);
  for (const place of places) {
    const queue = await queues.find(place);
    while (queue !== undefined && found.length < max && signal?.aborted !== true) {
      const count = Math.min(MOST_ENTRIES, max - found.length);
      const waitS = found.length === 0 ? Math.ceil(waitMs / 1000) : 0;
      const got = await poll(queue, { count, waitS, hiddenS, leaseMs });
      if (got.length === 0) break;
      found.push(...got);
    }
  }
  return found;
}

/** What SQS counts, some seconds late. Tasks that wait for a retry count as reserved. */
export async function stats(
  queues: SqsQueues,
  directory: Directory,
  place: string,
): Promise<QueueStats> {
  const queue = await queues.find(place);
  const attributes = queue === undefined ? {} : await directory.attributes(queue.info.url);
  const count = (name: string): number =>
    Number(attributes[`ApproximateNumberOfMessages${name}`] ?? 0);
  return {
    ready: count(''),
    delayed: count('Delayed'),
    reserved: count('NotVisible'),
    held: 0,
    paused: false,
  };
}
