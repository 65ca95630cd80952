import { setImmediate as turn } from 'node:timers/promises';

import { JobQueueError } from '../errors.js';
import type { Clock } from './clock.js';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** A clock for tests that stands still until it is told to go on. Wall time starts in 2026. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #wallStart: number = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Timer>();
  #last: Promise<void> = Promise.resolve();

  now(): number {
    return this.#wallStart + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /**
   * Runs during the `advance` that reaches its time, never by itself; `after(0)` needs
   * `advance(0)`.
   */
  after(ms: number, run: () => void): () => void {
    if (typeof ms !== 'number' || Number.isNaN(ms))
      throw wrong('after', ms, 'a number of milliseconds');
    if (typeof run !== 'function') throw wrong('after', run, 'a function to run');
    const timer: Timer = { due: this.#elapsed + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Lets `ms` pass: runs what falls due, in order, each at its own time, and lets pending promises
   * settle before, between and after. Overlapping calls follow each other. Time never goes back:
   * anything but a number from 0 rejects with `invalid`.
   */
  async advance(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0) throw wrong('advance', ms, 'milliseconds from 0');
    const move = this.#last.then(() => this.#moveTo(this.#elapsed + ms));
    this.#last = move.catch(() => undefined);
    await move;
  }

  /** Steps the wall clock only, as an administrator or NTP would; deadlines must not care. */
  stepWall(ms: number): void {
    if (!Number.isFinite(ms)) throw wrong('stepWall', ms, 'a number of milliseconds');
    this.#wallStart += ms;
  }

  /** Timers not yet run nor cancelled; 0 after a clean shutdown. */
  get pending(): number {
    return this.#timers.size;
  }

  async #moveTo(target: number): Promise<void> {
    await turn();
    for (let timer = this.#next(target); timer; timer = this.#next(target)) {
      this.#timers.delete(timer);
      this.#elapsed = Math.max(this.#elapsed, timer.due);
      timer.run();
      await turn();
    }
    this.#elapsed = target;
  }

  // A Set keeps insertion order, so equal times run in the order they were asked for.
  #next(target: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.due <= target && (first === undefined || timer.due < first.due)) first = timer;
    return first;
  }
}

function wrong(method: string, value: unknown, use: string): JobQueueError {
  const given = typeof value === 'number' ? String(value) : `of type ${typeof value}`;
  return new JobQueueError('invalid', `ManualClock.${method}: ${given}: use ${use}`);
}
