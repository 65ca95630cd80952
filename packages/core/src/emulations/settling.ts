import type { Lease, Results } from '../adapter/adapter.js';
import { type LeaseBook, leaseLost, type SettleVerb } from '../adapter/lease-book.js';
import { fillIn } from '../adapter/results.js';
import { JobQueueError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import type { Delivery } from './transport.js';

export interface Settling<T> {
  readonly verb: SettleVerb;
  readonly leaseOf: (item: T) => Lease;
  /** Why this one can't be asked for at all, its lease staying open; undefined where it can. */
  readonly refusal?: (item: T) => JobQueueError | undefined;
  readonly send: (items: readonly T[]) => Promise<Results>;
}

/** What settling needs to know of the adapter. */
export interface Desk {
  readonly book: LeaseBook;
  readonly clock: Clock;
  /** A late complete may count: the broker knows. */
  readonly lateComplete: boolean;
}

/** Settles each lease once; a failure that may pass leaves it open. */
export async function settle<T>(
  { book, clock, lateComplete }: Desk,
  items: readonly T[],
  { verb, leaseOf, refusal, send }: Settling<T>,
): Promise<Results> {
  const now = clock.monotonic();
  const late = lateComplete && verb === 'complete';
  const sent: boolean[] = [];
  const results = items.map((item, index) => {
    sent[index] = false;
    const refused = refusal?.(item);
    if (refused !== undefined) return refused;
    const lease = leaseOf(item);
    const verdict = book.settle(lease, verb);
    if (verdict === 'done') return undefined;
    if (verdict !== 'send') return verdict;
    if (now >= lease.expiresAt && !late) return leaseLost(lease);
    sent[index] = true;
    return undefined;
  });
  await fillIn(results, items, (index) => sent[index] === true, send);
  for (let index = 0; index < items.length; index += 1) {
    const result = results[index];
    if (result === undefined || sent[index] !== true) continue;
    const lease = leaseOf(items[index] as T);
    if (JobQueueError.is(result, 'lease-lost')) results[index] = leaseLost(lease);
    else book.reopen(lease);
  }
  return results;
}

export function deliveryOf(lease: Lease): Delivery {
  return lease.token as Delivery;
}
