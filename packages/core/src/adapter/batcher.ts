import { type Clock, systemClock } from '../time/clock.js';
import { timers } from '../time/timers.js';

/** How batches are cut; everything may be left out. */
export interface BatcherOptions<T> {
  /** Items of one batch at most; so many leave at once, without waiting for more. */
  readonly most?: number;
  /** What the items of one batch may add up to by `bytesOf`; one item may be larger by itself. */
  readonly mostBytes?: number;
  readonly bytesOf?: (item: T) => number;
  /** Batches under way at most: what comes meanwhile goes along with the next one. */
  readonly atOnce?: number;
  /** How long a batch that is not full waits for more. Default 0: until the end of the tick. */
  readonly lingerMs?: number;
  /** Counts `lingerMs`. */
  readonly clock?: Clock;
}

/**
 * Collects what one tick brings, or a few milliseconds, and hands it over in batches, in the order
 * in which it came. By itself it waits for the end of the tick and the promise jobs that are due
 * then: a hundred handlers that end together become one request.
 */
export class Batcher<T> {
  readonly #send: (items: T[]) => unknown;
  readonly #most: number;
  readonly #options: BatcherOptions<T>;
  readonly #lingerMs: number;
  readonly #clock: Clock;
  #items: T[] = [];
  /** When each of the items came, where they linger. */
  #times: number[] = [];
  #underWay = 0;
  #lingers = false;
  #scheduled = false;

  /** @param send must not throw or reject; with `atOnce`, a batch is under way until it resolves */
  constructor(send: (items: T[]) => unknown, options: BatcherOptions<T> = {}) {
    const { most = Infinity, lingerMs = 0, clock = systemClock } = options;
    this.#send = send;
    this.#most = most;
    this.#options = options;
    this.#lingerMs = lingerMs;
    this.#clock = clock;
  }

  add(item: T): void {
    const count = this.#items.push(item);
    if (this.#lingerMs > 0) this.#times.push(this.#clock.monotonic());
    if (count >= this.#most) this.#pump();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      timers.nextTick(this.#endTick);
    }
  }

  /** Sends what is there now, as far as `atOnce` lets it, instead of later. */
  flush(): void {
    const { atOnce = Infinity } = this.#options;
    while (this.#items.length > 0 && this.#underWay < atOnce) this.#sendNext();
  }

  readonly #endTick = (): void => {
    this.#scheduled = false;
    this.#pump();
  };

  readonly #pump = (): void => {
    const { atOnce = Infinity } = this.#options;
    while (this.#items.length > 0 && this.#underWay < atOnce) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) return this.#linger(waitMs);
      this.#sendNext();
    }
  };

  /** How long those that are there may still wait for more. */
  #waitMs(): number {
    const [first] = this.#times;
    if (first === undefined || this.#items.length >= this.#most) return 0;
    return first + this.#lingerMs - this.#clock.monotonic();
  }

  #linger(ms: number): void {
    if (this.#lingers) return;
    this.#lingers = true;
    this.#clock.after(ms, () => {
      this.#lingers = false;
      this.#pump();
    });
  }

  #sendNext(): void {
    const room = this.#room();
    const items = this.#items;
    if (room >= items.length) this.#items = [];
    else this.#items = items.splice(room);
    if (this.#lingerMs > 0) this.#times = this.#times.slice(room);
    if (this.#options.atOnce === undefined) this.#send(items);
    else void this.#track(items);
  }

  /** How many of those that are there fit into one batch. */
  #room(): number {
    const { mostBytes = Infinity, bytesOf } = this.#options;
    const most = Math.min(this.#most, this.#items.length);
    if (bytesOf === undefined) return most;
    let bytes = 0;
    for (let count = 0; count < most; count += 1) {
      bytes += bytesOf(this.#items[count] as T);
      if (count > 0 && bytes > mostBytes) return count;
    }
    return most;
  }

  async #track(items: T[]): Promise<void> {
    this.#underWay += 1;
    await this.#send(items);
    this.#underWay -= 1;
    this.#pump();
  }
}
