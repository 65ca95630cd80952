import type { Delivery, ReceiveOptions } from '@jq/core/emulations';

import { MOST_ENTRIES } from '../client/outbox.js';
import type { Lanes } from '../lane/lanes.js';
import { poll } from './poll.js';

/**
 * Takes out up to `max` of what some queues hold, for a look at it. A queue that is not there holds
 * nothing.
 */
export async function look(
  lanes: Lanes,
  places: readonly string[],
  { max, waitMs, leaseMs, signal }: ReceiveOptions,
): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  const hiddenS = Math.ceil((leaseMs ?? 0) / 1000);
  for (const place of places) {
    const lane = await lanes.find(place);
    while (lane !== undefined && found.length < max && signal?.aborted !== true) {
      const count = Math.min(MOST_ENTRIES, max - found.length);
      const waitS = found.length === 0 ? Math.ceil(waitMs / 1000) : 0;
      const got = await poll(lane, { count, waitS, hiddenS, leaseMs, until: lane.until });
      if (got.length === 0) break;
      found.push(...got);
    }
  }
  return found;
}
