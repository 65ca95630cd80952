import { systemClock } from '@jq/core/adapter';

/**
 * SQS' wall clock as its answers tell it, in ms since the epoch: this machine's until it proves
 * wrong.
 */
export class BrokerClock {
  #least = -Infinity;
  #most = Infinity;

  /**
   * An answer carried this date, in whole seconds; it was asked for and received at these times of
   * ours.
   */
  note(date: string | undefined, askedAt: number, answeredAt: number): void {
    const seconds = date === undefined ? NaN : Date.parse(date);
    if (Number.isNaN(seconds)) return;
    const [least, most] = [seconds - answeredAt, seconds + 1000 - askedAt];
    this.#least = Math.max(this.#least, least);
    this.#most = Math.min(this.#most, most);
    // One of the clocks was set meanwhile: what was known before is wrong.
    if (this.#least > this.#most) [this.#least, this.#most] = [least, most];
  }

  /** How far it is ahead of this machine's, in ms. */
  get aheadMs(): number {
    const offset = Math.max(this.#least, Math.min(0, this.#most));
    return Number.isFinite(offset) ? offset : 0;
  }

  now(): number {
    return systemClock.now() + this.aheadMs;
  }
}
