import {
  JobQueueError,
  type Lease,
  type LeaseBook,
  leaseLost,
  type Results,
  type SettleVerb,
} from '@jq/core/adapter';

import { replyError } from '../errors.js';
import { type Delivery, deliveryOf } from './delivery.js';
import { LeaseCall, type LeaseOutcome } from './lease-call.js';
import { askAbout, isStillOurs } from './look-up.js';

/** How one verb ends leases. */
export interface Settling<T> {
  readonly verb: SettleVerb;
  /** What the server says when it worked. */
  readonly success: string;
  /** The command names the task's own priority, which must be known then. */
  readonly keepsPriority: (item: T) => boolean;
  readonly leaseOf: (item: T) => Lease;
  /** @throws JobQueueError `invalid` */
  readonly check: (item: T) => void;
  /** The command without CRLF. */
  readonly command: (item: T, jobId: string, priority: number) => string;
}

type Outcome = void | JobQueueError;

/** Ends leases, each once and over the connection that holds it. Results by index. */
export async function settle<T>(
  book: LeaseBook,
  settling: Settling<T>,
  items: readonly T[],
): Promise<Results> {
  const results: Outcome[] = Array.from({ length: items.length });
  const call = new LeaseCall((index, delivery, outcome) => {
    results[index] = judge(book, settling, delivery, outcome);
  });
  const prepared: Promise<void>[] = [];
  for (const [index, item] of items.entries()) {
    const verdict = claim(book, settling, item);
    if (verdict === 'done') continue;
    if (verdict !== 'send') {
      results[index] = verdict;
      continue;
    }
    const delivery = deliveryOf(settling.leaseOf(item));
    const send = (priority: number): void => {
      delivery.carrier.letGo(delivery);
      call.send(index, delivery, settling.command(item, delivery.jobId, priority));
    };
    const refuse = (error: JobQueueError): void => void (results[index] = error);
    if (isReady(settling, item, delivery)) send(delivery.priority ?? 0);
    else prepared.push(prepare(book, settling, delivery).then(send, refuse));
  }
  await Promise.all(prepared);
  await call.finished();
  return results;
}

/** `'send'` when the lease is now claimed for this verb. */
function claim<T>(
  book: LeaseBook,
  { verb, leaseOf, check }: Settling<T>,
  item: T,
): 'send' | 'done' | JobQueueError {
  const lease = leaseOf(item);
  try {
    check(item);
  } catch (error) {
    return JobQueueError.from(error, verb);
  }
  // The book has forgotten a lease whose time was over, but its completion may still count.
  if (verb === 'complete' && book.refusal(lease)?.code === 'lease-lost') {
    const delivery = deliveryOf(lease);
    if (delivery?.lapsed === true && delivery.carrier.takesLate(book)) book.add(lease);
  }
  return book.settle(lease, verb);
}

/**
 * Nothing has to be asked before. The server deletes also what is no longer ours, once nobody has
 * it.
 */
function isReady<T>({ verb, keepsPriority }: Settling<T>, item: T, delivery: Delivery): boolean {
  if (verb === 'complete') return performance.now() < delivery.lease.expiresAt && !delivery.lapsed;
  return delivery.priority !== undefined || !keepsPriority(item);
}

/** Finds the priority out, and before a late complete that nobody took the task since. */
async function prepare<T>(
  book: LeaseBook,
  { verb }: Settling<T>,
  delivery: Delivery,
): Promise<number> {
  try {
    const stats = await askAbout(delivery);
    if (stats === undefined || (verb === 'complete' && !isStillOurs(delivery, stats)))
      throw leaseLost(delivery.lease);
    return stats.priority;
  } catch (error) {
    forget(book, delivery);
    throw JobQueueError.is(error, 'lease-lost') ? error : leaseLost(delivery.lease);
  }
}

function judge<T>(
  book: LeaseBook,
  { success }: Settling<T>,
  delivery: Delivery,
  outcome: LeaseOutcome,
): Outcome {
  if (outcome.line === success) return undefined;
  forget(book, delivery);
  if (outcome.error !== undefined)
    return outcome.error.code === 'ambiguous' ? outcome.error : leaseLost(delivery.lease);
  if (outcome.line === 'NOT_FOUND') return leaseLost(delivery.lease);
  return replyError(delivery.carrier.connection.server, outcome.line);
}

/** The lease is over, though not by the verb that claimed it. */
function forget(book: LeaseBook, { lease }: Delivery): void {
  book.reopen(lease);
  book.drop(lease);
}
