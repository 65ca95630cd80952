import { setMaxListeners } from 'node:events';

import { JobQueueError } from '../errors.js';
import { timers } from '../time/timers.js';

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 3000;

/** A connection that a `Dialer` made. */
export interface Dialed {
  destroy(): void;
}

/**
 * Makes connections to one server. After a failure it pauses, longer each time and at random, so
 * that a thousand workers don't come back at the same moment; while it pauses only one attempt is
 * made for all who wait.
 */
export class Dialer {
  readonly #closed: AbortSignal;
  readonly #closedError: () => JobQueueError;
  #failures = 0;
  #notBefore = 0;
  #probe: Promise<void> | undefined;
  #lastError: JobQueueError | undefined;

  /** `closed` ends all waiting, with `closedError`. */
  constructor(closed: AbortSignal, closedError: () => JobQueueError) {
    this.#closed = closed;
    // As many wait for it as there are calls under way.
    setMaxListeners(0, closed);
    this.#closedError = closedError;
  }

  /** The last attempt failed. */
  get down(): boolean {
    return this.#failures > 0;
  }

  /**
   * A new connection, by `open`, which makes one attempt; goes on trying until `until` (on
   * `performance.now`), and tries at least once. What is no `unavailable` is thrown at once.
   * @throws JobQueueError `unavailable`, `closed`, and what opening said
   */
  async dial<T extends Dialed>(open: () => Promise<T>, until: number): Promise<T> {
    for (;;) {
      try {
        return await this.attempt(open);
      } catch (error) {
        if (!JobQueueError.is(error, 'unavailable') || timers.now() >= until) throw error;
      }
      await this.recovery(open, until);
    }
  }

  /**
   * One attempt; after a failure, until `recovery` has succeeded, only what that said.
   * @throws JobQueueError as `dial`
   */
  async attempt<T extends Dialed>(open: () => Promise<T>): Promise<T> {
    if (this.#closed.aborted) throw this.#closedError();
    if (this.#failures > 0 && this.#lastError !== undefined) throw this.#lastError;
    return this.#connect(open);
  }

  /** Until one more attempt was made after a pause, or the time is over. */
  async recovery(open: () => Promise<Dialed>, until: number): Promise<void> {
    this.#probe ??= this.#recover(open).finally(() => (this.#probe = undefined));
    await this.#before(until, this.#probe);
  }

  async #connect<T extends Dialed>(open: () => Promise<T>): Promise<T> {
    try {
      const connection = await open();
      this.#failures = 0;
      if (!this.#closed.aborted) return connection;
      connection.destroy();
    } catch (error) {
      const failure = JobQueueError.from(error, 'connecting');
      this.#failed(failure);
      throw failure;
    }
    throw this.#closedError();
  }

  #failed(failure: JobQueueError): void {
    // A server that says something can be reached.
    this.#failures = failure.code === 'unavailable' ? this.#failures + 1 : 0;
    this.#lastError = failure;
    const most = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** (this.#failures - 1));
    this.#notBefore = timers.now() + most * (0.5 + Math.random() / 2);
  }

  /** One pause and one attempt, for all who wait. */
  async #recover(open: () => Promise<Dialed>): Promise<void> {
    await this.#sleep(this.#notBefore - timers.now());
    if (this.#closed.aborted) return;
    const connection = await this.#connect(open).catch(() => undefined);
    connection?.destroy();
  }

  async #before(until: number, probe: Promise<void>): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([probe, this.#sleep(until - timers.now(), over.signal)]);
    } finally {
      over.abort();
    }
  }

  #sleep(ms: number, end?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        timers.clearTimeout(timer);
        this.#closed.removeEventListener('abort', stop);
        resolve();
      };
      const timer = timers.setTimeout(stop, Math.min(2 ** 31 - 1, Math.max(0, Math.ceil(ms))));
      this.#closed.addEventListener('abort', stop);
      end?.addEventListener('abort', stop);
    });
  }
}
