import type { Reservation } from '../adapter/adapter.js';
import type { LeaseBook } from '../adapter/lease-book.js';
import type { Clock } from '../time/clock.js';
import type { QueueState } from './queue-state.js';

/** What the line takes tasks from. */
interface Store {
  readonly clock: Clock;
  take(queues: readonly string[], max: number, book: LeaseBook): readonly Reservation[];
  queue(name: string): QueueState;
}

/** A reserve that found nothing yet. */
export interface WaitingReserve {
  readonly queues: readonly string[];
  readonly max: number;
  readonly book: LeaseBook;
}

interface Waiter extends WaitingReserve {
  /** Ends the wait with tasks, or none. */
  readonly end: (taken: readonly Reservation[]) => void;
}

/** The reserves that wait on one store, first come first served. */
export class WaitingLine {
  readonly #store: Store;
  readonly #waiters = new Set<Waiter>();
  #cancelAlarm: () => void = () => undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Waits up to `waitMs`, or until the signal fires: then for nothing. */
  join(
    request: WaitingReserve,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<readonly Reservation[]> {
    return new Promise((resolve) => {
      const onAbort = (): void => waiter.end([]);
      const waiter: Waiter = {
        ...request,
        end: (taken) => {
          this.#waiters.delete(waiter);
          cancelTimeout();
          signal.removeEventListener('abort', onAbort);
          resolve(taken);
        },
      };
      const cancelTimeout = this.#store.clock.after(waitMs, () => {
        waiter.end([]);
        this.#setAlarm();
      });
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
      this.#setAlarm();
    });
  }

  /** Hands out what is takable now; call after anything that may have made a task ready. */
  serve(): void {
    for (const waiter of this.#waiters) {
      const taken = this.#store.take(waiter.queues, waiter.max, waiter.book);
      if (taken.length > 0) waiter.end(taken);
    }
    this.#setAlarm();
  }

  /** Ends the waits of one adapter. */
  leave(book: LeaseBook): void {
    for (const waiter of this.#waiters) if (waiter.book === book) waiter.end([]);
    this.#setAlarm();
  }

  // One timer: the next moment at which time alone gives somebody a task.
  #setAlarm(): void {
    this.#cancelAlarm();
    const now = this.#store.clock.monotonic();
    let next = Infinity;
    for (const waiter of this.#waiters)
      for (const name of waiter.queues)
        next = Math.min(next, this.#store.queue(name).nextChange(now));
    this.#cancelAlarm =
      next === Infinity
        ? () => undefined
        : this.#store.clock.after(Math.max(0, next - now), () => this.serve());
  }
}
