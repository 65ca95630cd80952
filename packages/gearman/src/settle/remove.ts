import { JobQueueError, type Results } from '@jq/core/adapter';
import { type Delivery, deliveryLost } from '@jq/core/emulations';

import type { HeldJob, WorkerLink } from '../broker/worker-link.js';

/** The proof of a delivery that this package made. */
export function jobOf({ token }: Delivery): HeldJob {
  return token as HeldJob;
}

/**
 * Indexes of deliveries by the connection that holds them; those that none holds any more are left
 * out.
 */
export function byLink(deliveries: readonly Delivery[]): Map<WorkerLink, number[]> {
  const links = new Map<WorkerLink, number[]>();
  for (const [index, delivery] of deliveries.entries()) {
    const job = jobOf(delivery);
    if (!job.link.holds(job)) continue;
    const known = links.get(job.link);
    if (known === undefined) links.set(job.link, [index]);
    else known.push(index);
  }
  return links;
}

/**
 * Completes jobs, each over the connection that holds it. The server answers nothing to that, so it
 * is asked for an echo after them.
 */
export async function remove(deliveries: readonly Delivery[]): Promise<Results> {
  const results: (JobQueueError | undefined)[] = Array.from({ length: deliveries.length });
  const links = byLink(deliveries);
  let held = 0;
  const calls: Promise<void>[] = [];
  for (const [link, indexes] of links) {
    held += indexes.length;
    calls.push(complete(link, indexes, deliveries, results));
  }
  if (held < deliveries.length) {
    const known = new Set([...links.values()].flat());
    for (const [index, each] of deliveries.entries())
      if (!known.has(index)) results[index] = deliveryLost(each);
  }
  if (calls.length === 1) await calls[0];
  else await Promise.all(calls);
  return results;
}

async function complete(
  link: WorkerLink,
  indexes: readonly number[],
  deliveries: readonly Delivery[],
  results: (JobQueueError | undefined)[],
): Promise<void> {
  const jobs = indexes.map((index) => jobOf(deliveries[index] as Delivery));
  const outcome = await outcomeOf(link, jobs);
  if (outcome === undefined) return;
  for (const index of indexes)
    results[index] = outcome === 'lost' ? deliveryLost(deliveries[index] as Delivery) : outcome;
}

async function outcomeOf(
  link: WorkerLink,
  jobs: readonly HeldJob[],
): Promise<JobQueueError | 'lost' | undefined> {
  try {
    const { refused, completed } = await link.complete(jobs);
    if (refused === 0) return undefined;
    if (refused >= completed) return 'lost';
    // The server does not say which of them.
    return new JobQueueError(
      'ambiguous',
      `${link.connection.server} did not know ${refused} of ${completed} jobs any more`,
    );
  } catch (error) {
    return JobQueueError.is(error, 'unavailable')
      ? 'lost'
      : JobQueueError.from(error, 'completing');
  }
}
