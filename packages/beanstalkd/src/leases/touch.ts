import {
  type JobQueueError,
  type Lease,
  type LeaseBook,
  leaseLost,
  type Results,
} from '@jq/core/adapter';

import { replyError } from '../errors.js';
import { type Delivery, deliveryOf } from './delivery.js';
import { LeaseCall, type LeaseOutcome } from './lease-call.js';

/** Restarts the ttr of leases. Results by index. */
export async function touch(book: LeaseBook, leases: readonly Lease[]): Promise<Results> {
  const results: (void | JobQueueError)[] = Array.from({ length: leases.length });
  const sentAt = performance.now();
  const call = new LeaseCall((index, delivery, outcome) => {
    results[index] = judge(book, delivery, outcome, sentAt);
  });
  for (const [index, lease] of leases.entries()) {
    const refusal = book.refusal(lease);
    const delivery = deliveryOf(lease);
    if (refusal === undefined) call.send(index, delivery, `touch ${delivery.jobId}`);
    else results[index] = refusal;
  }
  await call.finished();
  return results;
}

function judge(
  book: LeaseBook,
  delivery: Delivery,
  { line, error }: LeaseOutcome,
  sentAt: number,
): void | JobQueueError {
  const { carrier, lease, brokerTtrMs } = delivery;
  if (line === 'TOUCHED' && book.has(lease)) {
    (lease as { expiresAt: number }).expiresAt = sentAt + lease.ttrMs;
    carrier.prolong(delivery, performance.now() + brokerTtrMs);
    return undefined;
  }
  carrier.lapse(delivery);
  if (error?.code === 'ambiguous') return error;
  if (line === undefined || line === 'NOT_FOUND' || line === 'TOUCHED') return leaseLost(lease);
  return replyError(carrier.connection.server, line);
}
