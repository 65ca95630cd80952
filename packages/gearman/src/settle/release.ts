import { JobQueueError, type Results } from '@jq/core/adapter';
import { type Delivery, deliveryLost } from '@jq/core/emulations';

import { byLink, jobOf } from './remove.js';

/**
 * Gives jobs back in place: a connection that says that it can't do its function any more loses all
 * that it holds. So that is done only when it holds nothing but these, and they are `allowed` to;
 * otherwise the answer is `unsupported`.
 */
export async function release(
  deliveries: readonly Delivery[],
  allowed: (delivery: Delivery) => boolean,
): Promise<Results> {
  const results: (JobQueueError | undefined)[] = deliveries.map(deliveryLost);
  const calls = [...byLink(deliveries)].map(async ([link, indexes]) => {
    if (!indexes.every((index) => allowed(deliveries[index] as Delivery))) {
      for (const index of indexes) results[index] = notInPlace();
      return;
    }
    const outcome = await link
      .release(indexes.map((index) => jobOf(deliveries[index] as Delivery)))
      .then((released) => (released ? undefined : notInPlace()))
      // The end of the connection gives them back as well.
      .catch(() => undefined);
    for (const index of indexes) results[index] = outcome;
  });
  await Promise.all(calls);
  return results;
}

function notInPlace(): JobQueueError {
  return new JobQueueError(
    'unsupported',
    'gearmand gives back in place all jobs of a connection or none, and tells no worker of it',
  );
}
