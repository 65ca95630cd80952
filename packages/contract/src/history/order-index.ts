import type { Span } from './span.js';

const BLOCK = 256;

interface Entry {
  readonly taken: Span;
  readonly value: number;
}

/**
 * Deliveries in the order of their answers, searchable for a value above another in part of them.
 */
class Maxima {
  readonly #entries: Entry[] = [];
  readonly #blocks: number[] = [];

  add(entry: Entry): void {
    const block = Math.floor(this.#entries.length / BLOCK);
    this.#blocks[block] = Math.max(this.#blocks[block] ?? -Infinity, entry.value);
    this.#entries.push(entry);
  }

  /** An entry with a greater value, begun after `since` and done before `before`. */
  above(value: number, since: number, before: number): Span | undefined {
    let at = this.#firstDoneAfter(since);
    while (at < this.#entries.length) {
      if (at % BLOCK === 0 && (this.#blocks[at / BLOCK] ?? Infinity) <= value) {
        at += BLOCK;
        continue;
      }
      const entry = this.#entries[at] as Entry;
      if (entry.taken.done >= before) return undefined;
      if (entry.value > value && entry.taken.begun > since) return entry.taken;
      at += 1;
    }
    return undefined;
  }

  #firstDoneAfter(place: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle] as Entry).taken.done > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/**
 * What was given out of one queue, to find a worse task that was given while a better one was
 * ready.
 */
export class OrderIndex {
  readonly #priorities = new Maxima();
  readonly #puts = new Map<number, Maxima>();

  add(taken: Span, priority: number, put: Span): void {
    this.#priorities.add({ taken, value: priority });
    let puts = this.#puts.get(priority);
    if (puts === undefined) {
      puts = new Maxima();
      this.#puts.set(priority, puts);
    }
    puts.add({ taken, value: put.begun });
  }

  /** A delivery of a worse task, or of an equal one put later, while this one was ready. */
  worse(
    task: { readonly put: Span; readonly readySince: number },
    priority: number,
    taken: Span,
  ): Span | undefined {
    return (
      this.#priorities.above(priority, task.readySince, taken.begun) ??
      this.#puts.get(priority)?.above(task.put.done, task.readySince, taken.begun)
    );
  }
}
