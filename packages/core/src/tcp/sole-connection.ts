import { JobQueueError } from '../errors.js';
import { timers } from '../time/timers.js';
import type { Dialed, Dialer } from './dialer.js';

/** A connection that may have ended. */
export interface Mortal extends Dialed {
  readonly alive: boolean;
  /** Ends it in good order, at the latest after `limitMs`. */
  end(limitMs: number): Promise<void>;
}

/** At most one connection at a time, made when somebody needs it and again after it was lost. */
export class SoleConnection<T extends Mortal> {
  readonly #dialer: Dialer;
  readonly #open: () => Promise<T>;
  #current: T | undefined;
  #dialing: Promise<T> | undefined;

  /** `open` makes one attempt; it may send the first requests. */
  constructor(dialer: Dialer, open: () => Promise<T>) {
    this.#dialer = dialer;
    this.#open = open;
  }

  /** The connection, if it is there. */
  get current(): T | undefined {
    return this.#current?.alive === true ? this.#current : undefined;
  }

  /**
   * @throws JobQueueError `unavailable` when there is none by `until` (on `performance.now`),
   * `closed`
   */
  async ready(until: number): Promise<T> {
    for (;;) {
      const { current } = this;
      if (current !== undefined) return current;
      // The attempt is shared, not the time: each who asks waits as long as it wants to.
      this.#dialing ??= this.#dial().finally(() => (this.#dialing = undefined));
      try {
        return await this.#dialing;
      } catch (error) {
        if (!JobQueueError.is(error, 'unavailable') || timers.now() >= until) throw error;
      }
      await this.#dialer.recovery(this.#open, until);
    }
  }

  /** Ends it in good order. */
  async end(limitMs: number): Promise<void> {
    await this.#current?.end(limitMs);
  }

  async #dial(): Promise<T> {
    this.#current = await this.#dialer.attempt(this.#open);
    return this.#current;
  }
}
