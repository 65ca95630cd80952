import type { LeaseBook } from '@jq/core/adapter';
import type { Dialer } from '@jq/core/tcp';

import type { Connection } from '../wire/connection.js';
import { Carrier } from './carrier.js';

/**
 * The connections to one server that reserve: few, each with many leases, and one that waits
 * without any.
 */
export class Carriers {
  readonly #dialer: Dialer;
  readonly #open: () => Promise<Connection>;
  readonly #book: LeaseBook;
  readonly #most: number;
  readonly #all = new Set<Carrier>();
  readonly #waiters = new Set<() => void>();
  #dialing = 0;

  /** `open` makes one attempt to connect; at most `most` connections are kept. */
  constructor(dialer: Dialer, open: () => Promise<Connection>, book: LeaseBook, most: number) {
    this.#dialer = dialer;
    this.#open = open;
    this.#book = book;
    this.#most = most;
  }

  get all(): ReadonlySet<Carrier> {
    return this.#all;
  }

  /** One that may block at the server: it holds no lease. Rather one that watches these queues. */
  free(queues: readonly string[]): Carrier | undefined {
    let found: Carrier | undefined;
    for (const carrier of this.#all) {
      if (!carrier.free) continue;
      if (carrier.watches(queues)) return carrier;
      found ??= carrier;
    }
    return found;
  }

  /**
   * One that answers at once; rather one that carries leases already, so that others stay without.
   */
  idle(queues: readonly string[]): Carrier | undefined {
    let found: Carrier | undefined;
    for (const carrier of this.#all) {
      if (carrier.waiting || !carrier.connection.alive) continue;
      if (carrier.leases > 0 && carrier.watches(queues)) return carrier;
      found ??= carrier;
    }
    return found;
  }

  /** Whether another connection is better than asking one again and again. */
  get mayGrow(): boolean {
    return this.#all.size + this.#dialing < this.#most || this.idle([]) === undefined;
  }

  /**
   * Adds a connection. @throws JobQueueError `unavailable` when there is none by `until`, `closed`
   */
  async grow(until: number): Promise<void> {
    this.#dialing += 1;
    try {
      const connection = await this.#dialer.dial(this.#open, until);
      const carrier = new Carrier(connection, this.#book, () => this.#wake());
      this.#all.add(carrier);
      connection.onClosed(() => {
        this.#all.delete(carrier);
        this.#wake();
      });
    } finally {
      this.#dialing -= 1;
    }
  }

  /** Until one may have become free, or `ms` have passed. */
  change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.max(0, Math.ceil(ms)));
      this.#waiters.add(end);
    });
  }

  /** Ends all connections; the server gives their jobs to others. */
  async end(limitMs: number): Promise<void> {
    this.#wake();
    await Promise.all([...this.#all].map(({ connection }) => connection.end(limitMs)));
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}
