/**
 * Collects what one tick brings and hands it over as one batch, after the promise jobs that are
 * already due: a hundred handlers that end together become one request.
 */
export class Batcher<T> {
  readonly #send: (items: T[]) => void;
  readonly #most: number;
  #items: T[] = [];

  /**
   * @param send must not throw
   * @param most so many are handed over at once, without waiting for the end of the tick
   */
  constructor(send: (items: T[]) => void, most: number = Infinity) {
    this.#send = send;
    this.#most = most;
  }

  add(item: T): void {
    const count = this.#items.push(item);
    if (count >= this.#most) this.flush();
    else if (count === 1) process.nextTick(this.#flush);
  }

  /** Sends what is there now, instead of at the end of the tick. */
  flush(): void {
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    this.#send(items);
  }

  readonly #flush = (): void => this.flush();
}
