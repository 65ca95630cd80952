import type { TaskTable } from './task-table.js';

/**
 * A binary heap of rows, ordered by one column and then by put order. Each row is in one heap at
 * most.
 */
export class TaskHeap {
  rows: Int32Array = new Int32Array(16);
  size = 0;
  readonly #table: TaskTable;
  readonly #key: 'priority' | 'time';

  constructor(table: TaskTable, key: 'priority' | 'time') {
    this.#table = table;
    this.#key = key;
  }

  /** The first row, or −1. */
  get first(): number {
    return this.size === 0 ? -1 : (this.rows[0] as number);
  }

  push(row: number): void {
    if (this.size === this.rows.length) this.#resize(Math.ceil(this.size * 1.5));
    this.#up(this.size++, row);
  }

  remove(row: number): void {
    const at = this.#table.place[row] as number;
    const last = this.rows[--this.size] as number;
    if (last !== row) {
      this.#down(at, last);
      if (this.rows[at] === last) this.#up(at, last);
    }
    if (this.size === 0 && this.rows.length > 1024) this.rows = new Int32Array(16);
  }

  /** The first `max` rows in order, leaving the heap as it is. */
  firstRows(max: number): number[] {
    const found: number[] = [];
    const candidates = this.size > 0 ? [0] : [];
    while (candidates.length > 0 && found.length < max) {
      let best = 0;
      for (let i = 1; i < candidates.length; i++)
        if (this.#before(this.#at(candidates[i]), this.#at(candidates[best]))) best = i;
      const position = candidates.splice(best, 1)[0] as number;
      found.push(this.#at(position));
      for (const child of [2 * position + 1, 2 * position + 2])
        if (child < this.size) candidates.push(child);
    }
    return found;
  }

  /** How many rows have a time of `limit` or less. */
  countUntil(limit: number): number {
    const { time } = this.#table;
    const stack = [0];
    let count = 0;
    for (let position = stack.pop(); position !== undefined; position = stack.pop()) {
      if (position >= this.size || (time[this.#at(position)] as number) > limit) continue;
      count++;
      stack.push(2 * position + 1, 2 * position + 2);
    }
    return count;
  }

  /** Takes over rows that are already in heap order, from a checkpoint. */
  restore(rows: Int32Array): void {
    this.rows = rows.length < 16 ? new Int32Array(16) : rows;
    if (rows.length < 16) this.rows.set(rows);
    this.size = rows.length;
  }

  #at(position: number | undefined): number {
    return this.rows[position as number] as number;
  }

  #before(a: number, b: number): boolean {
    const table = this.#table;
    const key = this.#key === 'priority' ? table.priority : table.time;
    const ka = key[a] as number;
    const kb = key[b] as number;
    return ka < kb || (ka === kb && (table.seq[a] as number) < (table.seq[b] as number));
  }

  #up(at: number, row: number): void {
    const { rows } = this;
    const { place } = this.#table;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = rows[parent] as number;
      if (!this.#before(row, other)) break;
      rows[at] = other;
      place[other] = at;
      at = parent;
    }
    rows[at] = row;
    place[row] = at;
  }

  #down(at: number, row: number): void {
    const { rows, size } = this;
    const { place } = this.#table;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.#before(this.#at(child + 1), this.#at(child))) child++;
      const other = rows[child] as number;
      if (!this.#before(other, row)) break;
      rows[at] = other;
      place[other] = at;
      at = child;
    }
    rows[at] = row;
    place[row] = at;
  }

  #resize(capacity: number): void {
    const before = this.rows;
    this.rows = new Int32Array(capacity);
    this.rows.set(before);
  }
}
