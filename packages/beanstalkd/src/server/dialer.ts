import { JobQueueError } from '@jq/core';

import { closedError } from '../errors.js';
import { type Address, Connection } from '../wire/connection.js';

export interface DialerTimes {
  /** For one attempt to connect. */
  readonly connectMs: number;
  /** For one reply. */
  readonly answerMs: number;
}

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 3000;

/**
 * Makes connections to one server. After a failure it pauses, longer each time and at random, so that
 * a thousand workers don't come back at the same moment; while it pauses only one attempt is made for all
 * who wait.
 */
export class Dialer {
  readonly #address: Address;
  readonly #times: DialerTimes;
  readonly #closed: AbortSignal;
  #failures = 0;
  #notBefore = 0;
  #probe: Promise<void> | undefined;
  #lastError: JobQueueError | undefined;

  /** `closed` ends all waiting. */
  constructor(address: Address, times: DialerTimes, closed: AbortSignal) {
    this.#address = address;
    this.#times = times;
    this.#closed = closed;
  }

  /** The last attempt failed. */
  get down(): boolean {
    return this.#failures > 0;
  }

  /**
   * A new connection; goes on trying until `until` (on `performance.now`), and tries at least once.
   * @throws JobQueueError `unavailable`, `closed`
   */
  async dial(until: number): Promise<Connection> {
    for (;;) {
      if (this.#closed.aborted) throw closedError();
      if (this.#failures === 0) {
        const connection = await this.#attempt();
        if (connection !== undefined) return connection;
      } else {
        if (performance.now() >= until && this.#lastError !== undefined) throw this.#lastError;
        this.#probe ??= this.#recover().finally(() => (this.#probe = undefined));
        await this.#before(until, this.#probe);
      }
    }
  }

  async #attempt(): Promise<Connection | undefined> {
    const { connectMs, answerMs } = this.#times;
    try {
      const connection = await Connection.open(this.#address, connectMs, answerMs);
      this.#failures = 0;
      if (!this.#closed.aborted) return connection;
      connection.destroy();
    } catch (error) {
      this.#failures += 1;
      this.#lastError = JobQueueError.from(error, 'connecting');
      const most = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** (this.#failures - 1));
      this.#notBefore = performance.now() + most * (0.5 + Math.random() / 2);
    }
    return undefined;
  }

  /** One pause and one attempt, for all who wait. */
  async #recover(): Promise<void> {
    await this.#sleep(this.#notBefore - performance.now());
    if (this.#closed.aborted) return;
    const connection = await this.#attempt();
    connection?.destroy();
  }

  async #before(until: number, probe: Promise<void>): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([probe, this.#sleep(until - performance.now(), over.signal)]);
    } finally {
      over.abort();
    }
  }

  #sleep(ms: number, end?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#closed.removeEventListener('abort', stop);
        resolve();
      };
      const timer = setTimeout(stop, Math.max(0, Math.ceil(ms)));
      this.#closed.addEventListener('abort', stop);
      end?.addEventListener('abort', stop);
    });
  }
}
