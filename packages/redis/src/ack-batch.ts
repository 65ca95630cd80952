import type { JobQueueError, Results } from '@jq/core/adapter';

import type { RedisLease } from './lease.js';

/** One lease to complete, and where its outcome goes. */
export interface Ack {
  readonly lease: RedisLease;
  readonly batch: AckBatch;
  readonly index: number;
}

/** The outcomes of one call of `complete`, which may travel in several requests. */
export class AckBatch {
  readonly done: Promise<Results>;
  readonly #outcomes: (JobQueueError | undefined)[];
  #left: number;
  #resolve: (results: Results) => void = () => undefined;

  /** @param count how many outcomes will be told by `tell` */
  constructor(outcomes: (JobQueueError | undefined)[], count: number) {
    this.#outcomes = outcomes;
    this.#left = count;
    this.done =
      count === 0 ? Promise.resolve(outcomes) : new Promise((resolve) => (this.#resolve = resolve));
  }

  tell(index: number, outcome: JobQueueError | undefined): void {
    this.#outcomes[index] = outcome;
    this.#left--;
    if (this.#left === 0) this.#resolve(this.#outcomes);
  }
}
