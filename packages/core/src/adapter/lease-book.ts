import type { JobQueueError } from '../errors.js';
import { type Clock, systemClock } from '../time/clock.js';
import type { Lease } from './adapter.js';
import { Bag } from './bag.js';
import * as refusals from './refusals.js';

export type SettleVerb = 'complete' | 'retry' | 'hold';

// On the lease itself: a WeakMap costs as much as all else that settling does.
const settledAs: unique symbol = Symbol('settledAs');
type Booked = Lease & { [settledAs]?: SettleVerb | undefined };

/** Leases that ended this long ago will not be settled any more. */
const FORGET_AFTER_MS = 60_000;
const FIRST_SWEEP = 1024;

/**
 * The leases that one adapter instance has open, and how each was settled: a lease settles once
 * (contract, FENCED), and `close` knows what to give back. Leases that lapsed and that nobody
 * settled are forgotten in time.
 */
export class LeaseBook {
  readonly #open = new Bag<Lease>();
  readonly #clock: Pick<Clock, 'monotonic'>;
  #sweepAt = FIRST_SWEEP;

  /** `clock` is the one that the leases' `expiresAt` is on. */
  constructor(clock: Pick<Clock, 'monotonic'> = systemClock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#open.size;
  }

  add(lease: Lease): void {
    this.#open.add(lease);
    if (this.#open.size >= this.#sweepAt) this.#sweep();
  }

  /**
   * Claims the lease for `verb`. `'send'`: go on. `'done'`: the same verb was already used, send
   * nothing and succeed. Otherwise the error to answer with. Leases of other instances are lost.
   */
  settle(lease: Lease, verb: SettleVerb): 'send' | 'done' | JobQueueError {
    if (this.#open.delete(lease)) {
      (lease as Booked)[settledAs] = verb;
      return 'send';
    }
    const before = (lease as Booked)[settledAs];
    if (before === verb) return 'done';
    if (before === undefined) return leaseLost(lease);
    return refusals.alreadySettled(lease, before);
  }

  /** Undoes `settle` after a failure that may pass, so that the caller may try again. */
  reopen(lease: Lease): void {
    (lease as Booked)[settledAs] = undefined;
    this.#open.add(lease);
  }

  /** Forgets a lease that ended without being settled; later verbs answer `lease-lost`. */
  drop(lease: Lease): void {
    this.#open.delete(lease);
    (lease as Booked)[settledAs] = undefined;
  }

  /** A touch succeeded: the lease ends at `expiresAt` now, on the clock of the book. */
  prolong(lease: Lease, expiresAt: number): void {
    (lease as { expiresAt: number }).expiresAt = expiresAt;
  }

  has(lease: Lease): boolean {
    return this.#open.has(lease);
  }

  /** Why an open-lease verb such as touch can't be sent, or undefined. */
  refusal(lease: Lease): JobQueueError | undefined {
    if (this.#open.has(lease)) return undefined;
    const before = (lease as Booked)[settledAs];
    if (before === undefined) return leaseLost(lease);
    return refusals.alreadySettled(lease, before);
  }

  #sweep(): void {
    const limit = this.#clock.monotonic() - FORGET_AFTER_MS;
    for (const lease of this.#open) if (lease.expiresAt < limit) this.#open.delete(lease);
    // Each sweep is paid for by as many leases as it looks at.
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#open.size * 2);
  }

  /** Empties the book and answers what was open. */
  drain(): Lease[] {
    return this.#open.drain();
  }
}

/**
 * The error of a verb that came after its lease had ended. The lease counts as not settled from
 * then on, so that every later verb gets the same answer.
 */
export function leaseLost(lease: Lease): JobQueueError {
  (lease as Booked)[settledAs] = undefined;
  return refusals.leaseLost(lease);
}
