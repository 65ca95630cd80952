/** Random choices that repeat with their seed. */
export class Random {
  #state: number;

  /** @param seed a whole number; every different one gives another sequence. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). A Weyl sequence through a 32-bit avalanche. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
    bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `min` to `max`, both possible. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.whole(0, items.length - 1)] as T;
  }

  /** Waits of a steady random process: many short, a few long. */
  around(meanMs: number): number {
    return -Math.log(1 - this.next()) * meanMs;
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: this.next() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}
