import { JobQueueError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import type { Slots } from './slots.js';

/**
 * The bounds of a stop: `graceMs` for handlers to finish; then their signals abort and they have
 * `abortMs` to return; then as long again for the last outcomes to reach the broker. Ends early
 * when all is done.
 */
export class Stopping {
  readonly #clock: Clock;
  readonly #slots: Slots;
  readonly #lostPatience: () => void;
  #resolveOver: () => void = () => undefined;
  /** Resolves when there is nothing left to wait for; the stop is over whatever still runs. */
  readonly over: Promise<void> = new Promise((resolve) => (this.#resolveOver = resolve));
  #phase: 'none' | 'grace' | 'abort' | 'settle' | 'over' = 'none';
  #abortMs = 0;
  #cancel: () => void = () => undefined;

  /** @param lostPatience called when handlers are waited for no longer */
  constructor(clock: Clock, slots: Slots, lostPatience: () => void) {
    this.#clock = clock;
    this.#slots = slots;
    this.#lostPatience = lostPatience;
  }

  /** Whether handlers that have not returned are still waited for. */
  get patient(): boolean {
    return this.#phase !== 'settle' && this.#phase !== 'over';
  }

  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** Starts the clock; later calls change nothing. */
  begin(graceMs: number, abortMs: number): void {
    if (this.#phase !== 'none') return;
    this.#phase = 'grace';
    this.#abortMs = abortMs;
    if (graceMs === 0) this.#abort();
    else this.#cancel = this.#clock.after(graceMs, () => this.#abort());
  }

  /** Ends the grace at once. */
  hasten(): void {
    if (this.#phase === 'grace') this.#abort();
  }

  /** All is done, or never mind. */
  end(): void {
    this.#cancel();
    this.#phase = 'over';
    this.#resolveOver();
  }

  #abort(): void {
    this.#cancel();
    this.#phase = 'abort';
    const reason = new JobQueueError('aborted', 'the worker is stopping');
    this.#slots.forEach((task) => task.abort(reason));
    this.#cancel = this.#clock.after(this.#abortMs, () => this.#settle());
  }

  #settle(): void {
    this.#phase = 'settle';
    this.#cancel = this.#clock.after(this.#abortMs, () => this.end());
    this.#lostPatience();
  }
}
