import type { JobQueueError } from '../errors.js';

/**
 * Who sent requests and what becomes of them; `index` tells those of one target apart. Must not
 * throw.
 */
export interface ReplyTarget<R> {
  reply(index: number, reply: R): void;
  /** `ambiguous` when the request had left, `unavailable` when it had not. */
  fail(index: number, error: JobQueueError): void;
}

/**
 * For requests whose reply tells nothing: a connection that gives none is found dead all the same.
 */
export const NOBODY: ReplyTarget<unknown> = Object.freeze({
  reply: () => undefined,
  fail: () => undefined,
});

/** A request whose reply has not come. */
export interface Pending<R> {
  readonly target: ReplyTarget<R>;
  readonly index: number;
  /** How long it may be the next to be answered. */
  readonly limitMs: number;
}

/** Requests in the order of their replies. */
export class PendingLine<R> {
  #items: (Pending<R> | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): Pending<R> | undefined {
    return this.#items[this.#head];
  }

  add(pending: Pending<R>): void {
    this.#items.push(pending);
  }

  shift(): Pending<R> | undefined {
    const pending = this.#items[this.#head];
    if (pending === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return pending;
  }
}
