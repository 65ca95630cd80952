import { JobQueueError } from '@jq/core/adapter';

import type { Step, StepHook } from './steps.js';

/**
 * die: nothing after that step happens, as if the process were gone. fail: that step alone fails.
 */
export type FailpointMode = 'die' | 'fail';

/** Counts steps from `arm` on, and stops at one of them. */
export class Failpoint {
  readonly #failure: FailpointMode;
  readonly #breathe: () => Promise<void>;
  #steps = 0;
  #stopAt = Infinity;
  #reached: Step | undefined;
  #dead = false;
  #onDeath: () => void = () => undefined;
  /** Resolves when it has died. */
  readonly death: Promise<void> = new Promise((resolve) => (this.#onDeath = resolve));

  /** `breathe` before each step lets those of other calls come first. */
  constructor(failure: FailpointMode, breathe: () => Promise<void>) {
    this.#failure = failure;
    this.#breathe = breathe;
  }

  /** The step at which it stopped. */
  get reached(): Step | undefined {
    return this.#reached;
  }

  /** Stops at the step of this number from now, the first being 0. */
  arm(step: number): void {
    this.#stopAt = this.#steps + step;
  }

  /** To be given to `stepped`. */
  readonly at: StepHook = async (step) => {
    if (!this.#dead) await this.#breathe();
    if (this.#dead) return new Promise(() => undefined);
    const here = this.#steps === this.#stopAt;
    this.#steps += 1;
    if (!here) return undefined;
    this.#reached = step;
    if (this.#failure === 'fail') throw failureAt(step);
    this.#dead = true;
    this.#onDeath();
    return new Promise(() => undefined);
  };

  /** From now on nothing happens, as if the process were gone. */
  kill(): void {
    this.#dead = true;
  }
}

function failureAt({ verb, when }: Step): JobQueueError {
  return when === 'before'
    ? new JobQueueError('unavailable', `${verb}: not sent, by order`)
    : new JobQueueError('ambiguous', `${verb}: answer lost, by order`);
}
