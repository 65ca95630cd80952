import type { JobQueueError } from '@jq/core';

/** Who sent commands and what becomes of them; `index` tells those of one target apart. Must not throw. */
export interface ReplyTarget {
  reply(index: number, line: string, body: Buffer | undefined): void;
  /** `ambiguous` when the command had left, `unavailable` when it had not. */
  fail(index: number, error: JobQueueError): void;
}

/** For commands whose reply tells nothing: a connection that gives none is found dead all the same. */
export const NOBODY: ReplyTarget = { reply: () => undefined, fail: () => undefined };

/** A command whose reply has not come. */
export interface Pending {
  readonly target: ReplyTarget;
  readonly index: number;
  /** How long it may be the next to be answered. */
  readonly limitMs: number;
}

/** Commands in the order of their replies. */
export class PendingLine {
  #items: (Pending | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): Pending | undefined {
    return this.#items[this.#head];
  }

  add(pending: Pending): void {
    this.#items.push(pending);
  }

  shift(): Pending | undefined {
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
