import type { CallOptions, Lease, Results } from '../adapter/adapter.js';
import { type LeaseBook, leaseLost } from '../adapter/lease-book.js';
import { fillIn } from '../adapter/results.js';
import type { JobQueueError } from '../errors.js';
import { deliveryOf, type Desk } from './settling.js';
import type { Transport } from './transport.js';

/** Restarts open leases and moves their ends; one that is over here is not asked for. */
export async function touch(
  { book, clock }: Desk,
  transport: Transport,
  leases: readonly Lease[],
  options: CallOptions | undefined,
): Promise<Results> {
  const ends: (number | JobQueueError)[] = leases.map(
    (lease) => book.refusal(lease) ?? leaseLost(lease),
  );
  const now = clock.monotonic();
  const open = leases.map((lease) => book.has(lease) && now < lease.expiresAt);
  await fillIn(
    ends,
    leases,
    (index) => open[index] === true,
    async (asked) => (await transport.extend?.(asked.map(deliveryOf), options)) ?? [],
  );
  return leases.map((lease, index) => touched(book, lease, ends[index] ?? leaseLost(lease)));
}

function touched(book: LeaseBook, lease: Lease, end: number | JobQueueError): Results[number] {
  if (typeof end === 'number') {
    (lease as { expiresAt: number }).expiresAt = end;
    return undefined;
  }
  if (end.code !== 'lease-lost') return end;
  book.drop(lease);
  return leaseLost(lease);
}
