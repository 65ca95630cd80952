import type { Clock } from './clock.js';

/**
 * One timer for many deadlines: it is set again only for an earlier one. After ringing, whoever was
 * called looks what is due and asks for the next, so a deadline costs a comparison and no timer.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #due = Infinity;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `due` on `Clock.monotonic`, perhaps earlier. */
  at(due: number): void {
    if (due >= this.#due) return;
    this.#cancel();
    this.#due = due;
    this.#cancel = this.#clock.after(Math.max(0, due - this.#clock.monotonic()), this.#run);
  }

  /** It never rings again. */
  stop(): void {
    this.#cancel();
    this.#due = -Infinity;
  }

  readonly #run = (): void => {
    this.#due = Infinity;
    this.#ring();
  };
}
