import type { Delivery } from '@jq/core/emulations';

import type { EarlierDeliveries } from './earlier-deliveries.js';
import { jobOf } from './remove.js';

/**
 * Adds how often the server has given the jobs out before, as far as that can be known. Asks about
 * those that may be no news to it, and leaves out what was lost meanwhile with its connection.
 */
export function countReceives(
  taken: readonly Delivery[],
): readonly Delivery[] | Promise<readonly Delivery[]> {
  let suspected: Set<EarlierDeliveries> | undefined;
  for (const delivery of taken) {
    const { link, handle } = jobOf(delivery);
    const { earlier } = link;
    if (earlier === undefined || earlier.none) continue;
    if (earlier.suspects(handle)) (suspected ??= new Set()).add(earlier);
  }
  return suspected === undefined ? taken : asked(taken, suspected);
}

async function asked(
  taken: readonly Delivery[],
  suspected: ReadonlySet<EarlierDeliveries>,
): Promise<readonly Delivery[]> {
  await Promise.all([...suspected].map((earlier) => earlier.ask()));
  const counted: Delivery[] = [];
  for (const delivery of taken) {
    const job = jobOf(delivery);
    if (!job.link.holds(job)) continue;
    const receives = job.link.earlier?.receives(job.handle);
    counted.push(receives === undefined ? delivery : { ...delivery, receives });
  }
  return counted;
}
