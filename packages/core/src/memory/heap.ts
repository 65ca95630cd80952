/** An item is in at most one heap at a time. */
export interface HeapItem {
  /** Owned by the heap. */
  heapIndex: number;
}

/** A binary heap that can also give up any of its items. */
export class Heap<T extends HeapItem> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  remove(item: T): void {
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    const hole = item.heapIndex;
    this.#rise(last, hole);
    if (last.heapIndex === hole) this.#sink(last, hole);
  }

  /** The first `max` in order; the heap stays as it is. */
  sorted(max: number): T[] {
    return this.#items.toSorted(this.#compare).slice(0, max);
  }

  #place(item: T, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }

  #rise(item: T, from: number): void {
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#items[above] as T;
      if (this.#compare(item, parent) >= 0) break;
      this.#place(parent, index);
      index = above;
    }
    this.#place(item, index);
  }

  #sink(item: T, from: number): void {
    let index = from;
    for (;;) {
      let below = 2 * index + 1;
      const left = this.#items[below];
      if (left === undefined) break;
      const right = this.#items[below + 1];
      if (right !== undefined && this.#compare(right, left) < 0) below += 1;
      const child = this.#items[below] as T;
      if (this.#compare(item, child) <= 0) break;
      this.#place(child, index);
      index = below;
    }
    this.#place(item, index);
  }
}
