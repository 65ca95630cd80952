import type { QueueStats } from '@jq/core';

/** Where the counts come from: a Queue, or what a test says. */
export interface Counted {
  stats(): Promise<QueueStats>;
  readonly adapter: { readonly supports: { readonly exactCounts: boolean } };
}

/** How long a broker with approximate counts must say the same: SQS wants about a minute. */
const STEADY_MS = 60_000;
/** Where counts are approximate, a look may also cost money. */
const LOOK_EVERY_MS = 1000;

/**
 * Tells when no task is left. Held tasks are nobody's work any more; their files will be missed.
 */
export class Emptiness {
  readonly #queue: Counted;
  readonly #now: () => number;
  #looked: number = -Infinity;
  #emptySince: number | undefined;

  constructor(queue: Counted, now: () => number = () => performance.now()) {
    this.#queue = queue;
    this.#now = now;
  }

  /**
   * Exact counts are believed at once, approximate ones when all results are there or after a
   * while.
   */
  async reached(allResults: boolean): Promise<boolean> {
    if (this.#queue.adapter.supports.exactCounts) return this.#isEmpty();
    if (this.#now() - this.#looked >= LOOK_EVERY_MS) await this.#look();
    if (this.#emptySince === undefined) return false;
    return allResults || this.#now() - this.#emptySince >= STEADY_MS;
  }

  async #look(): Promise<void> {
    this.#looked = this.#now();
    if (!(await this.#isEmpty())) this.#emptySince = undefined;
    else this.#emptySince ??= this.#now();
  }

  async #isEmpty(): Promise<boolean> {
    const { ready, delayed, reserved } = await this.#queue.stats();
    return ready + delayed + reserved === 0;
  }
}
