const BLOCK = 256;

interface Entry {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** Deliveries in the order of their answers, searchable for a value above another in a span of time. */
class Maxima {
  readonly #entries: Entry[] = [];
  readonly #blocks: number[] = [];

  add(entry: Entry): void {
    const block = Math.floor(this.#entries.length / BLOCK);
    this.#blocks[block] = Math.max(this.#blocks[block] ?? -Infinity, entry.value);
    this.#entries.push(entry);
  }

  /** An entry with a greater value, asked and answered strictly within (from, to). */
  above(value: number, from: number, to: number): Entry | undefined {
    for (let at = this.#firstAfter(from); at < this.#entries.length; at += 1) {
      if (at % BLOCK === 0)
        while ((this.#blocks[at / BLOCK] ?? Infinity) <= value && at + BLOCK < this.#entries.length)
          at += BLOCK;
      const entry = this.#entries[at];
      if (entry === undefined || entry.to >= to) return undefined;
      if (entry.value > value && entry.from > from) return entry;
    }
    return undefined;
  }

  #firstAfter(time: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle] as Entry).to > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** What was given out of one queue, to find a worse task that was given while a better one was ready. */
export class OrderIndex {
  readonly #priorities = new Maxima();
  readonly #puts = new Map<number, Maxima>();

  add(asked: number, answered: number, priority: number, putFrom: number): void {
    this.#priorities.add({ from: asked, to: answered, value: priority });
    let puts = this.#puts.get(priority);
    if (puts === undefined) {
      puts = new Maxima();
      this.#puts.set(priority, puts);
    }
    puts.add({ from: asked, to: answered, value: putFrom });
  }

  /** When a task of worse priority, or an equal one put later, was given out within (from, to). */
  worse(priority: number, putTo: number, from: number, to: number): number | undefined {
    const found =
      this.#priorities.above(priority, from, to) ??
      this.#puts.get(priority)?.above(putTo, from, to);
    return found?.to;
  }
}
