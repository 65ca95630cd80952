/**
 * Collects what one tick brings and hands it over as one batch, after the promise jobs that are already
 * due: a hundred handlers that end together become one request.
 */
export class Batcher<T> {
  readonly #send: (items: T[]) => void;
  #items: T[] = [];

  /** @param send must not throw */
  constructor(send: (items: T[]) => void) {
    this.#send = send;
  }

  add(item: T): void {
    if (this.#items.push(item) === 1) process.nextTick(this.#flush);
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
