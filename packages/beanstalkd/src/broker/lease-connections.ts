import { timers } from '@jq/core/adapter';
import type { BrokerNames, LeaseBook } from '@jq/core/adapter';
import type { Dialer } from '@jq/core/tcp';

import type { BatchSize } from './batch-size.js';
import type { Connection } from './connection.js';
import type { IdGuess } from './id-guess.js';
import { LeaseConnection } from './lease-connection.js';

/** What reserves on one server share. */
export interface Reserving {
  readonly connections: LeaseConnections;
  readonly batch: BatchSize;
  readonly guess: IdGuess;
  readonly names: BrokerNames;
  /** Whether attempts and priorities are asked for. */
  readonly counting: boolean;
}

/**
 * The connections to one server that reserve: few, each with many leases, and one that waits
 * without any.
 */
export class LeaseConnections {
  readonly #dialer: Dialer;
  readonly #open: () => Promise<Connection>;
  readonly #book: LeaseBook;
  readonly #most: number;
  readonly #all = new Set<LeaseConnection>();
  readonly #waiters = new Set<() => void>();
  #dialing = 0;

  /** `open` makes one attempt to connect; at most `most` connections are kept. */
  constructor(dialer: Dialer, open: () => Promise<Connection>, book: LeaseBook, most: number) {
    this.#dialer = dialer;
    this.#open = open;
    this.#book = book;
    this.#most = most;
  }

  get all(): ReadonlySet<LeaseConnection> {
    return this.#all;
  }

  /** One that may block at the server: it holds no lease. Rather one that watches these tubes. */
  free(tubes: readonly string[]): LeaseConnection | undefined {
    let found: LeaseConnection | undefined;
    for (const connection of this.#all) {
      if (!connection.free) continue;
      if (connection.watches(tubes)) return connection;
      found ??= connection;
    }
    return found;
  }

  /**
   * One that answers at once; rather one that carries leases already, so that others stay without.
   */
  idle(tubes: readonly string[]): LeaseConnection | undefined {
    let found: LeaseConnection | undefined;
    for (const connection of this.#all) {
      if (connection.waiting || !connection.wire.alive) continue;
      if (connection.leases > 0 && connection.watches(tubes)) return connection;
      found ??= connection;
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
      const wire = await this.#dialer.dial(this.#open, until);
      const connection = new LeaseConnection(wire, this.#book, () => this.#wake());
      this.#all.add(connection);
      wire.onClosed(() => {
        this.#all.delete(connection);
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
        timers.clearTimeout(timer);
        this.#waiters.delete(end);
        resolve();
      };
      const timer = timers.setTimeout(end, Math.max(0, Math.ceil(ms)));
      this.#waiters.add(end);
    });
  }

  /** Ends all connections; the server gives their jobs to others. */
  async end(limitMs: number): Promise<void> {
    this.#wake();
    await Promise.all([...this.#all].map(({ wire }) => wire.end(limitMs)));
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}
