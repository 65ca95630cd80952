import type { TaskTable } from './task-table.js';

const FIRST_CAPACITY = 1024;

/** FNV-1a over the queue's number and the id. */
export function hashId(queue: number, id: string): number {
  let hash = 0x811c9dc5 ^ queue;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  // Spread the high bits: the table uses the low ones.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Finds rows by the hash of their id: open addressing, at most half full, 8 bytes a task. */
export class IdIndex {
  readonly #table: TaskTable;
  /** Row + 1; 0 is empty. */
  #cells: Int32Array = new Int32Array(FIRST_CAPACITY);
  #count = 0;

  constructor(table: TaskTable) {
    this.#table = table;
  }

  /** The cells as they are, for a checkpoint. */
  get cells(): Int32Array {
    return this.#cells;
  }

  add(row: number): void {
    if ((this.#count + 1) * 2 > this.#cells.length) this.#rebuild(this.#cells.length * 2);
    this.#count++;
    this.#place(row);
  }

  remove(row: number): void {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let at = (this.#table.hash[row] as number) & mask;
    while (cells[at] !== row + 1) at = (at + 1) & mask;
    this.#count--;
    // Close the gap, so that no search ends too early.
    for (let next = (at + 1) & mask; cells[next] !== 0; next = (next + 1) & mask) {
      const home = (this.#table.hash[(cells[next] as number) - 1] as number) & mask;
      if (((next - home) & mask) < ((next - at) & mask)) continue;
      cells[at] = cells[next] as number;
      at = next;
    }
    cells[at] = 0;
    if (this.#count === 0 && cells.length > FIRST_CAPACITY)
      this.#cells = new Int32Array(FIRST_CAPACITY);
  }

  /** The row of the task with this id, whose hash is `hash`, or −1. `idOf` reads a row's id. */
  find(hash: number, queue: number, id: string, idOf: (row: number) => string): number {
    const cells = this.#cells;
    const mask = cells.length - 1;
    for (let at = hash & mask; cells[at] !== 0; at = (at + 1) & mask) {
      const row = (cells[at] as number) - 1;
      if (this.#table.hash[row] !== hash || this.#table.queue[row] !== queue) continue;
      if (idOf(row) === id) return row;
    }
    return -1;
  }

  /** Takes over the cells of a checkpoint. */
  restore(cells: Int32Array, count: number): void {
    this.#cells = cells;
    this.#count = count;
  }

  #rebuild(capacity: number): void {
    const before = this.#cells;
    this.#cells = new Int32Array(capacity);
    for (const cell of before) if (cell !== 0) this.#place(cell - 1);
  }

  #place(row: number): void {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let at = (this.#table.hash[row] as number) & mask;
    while (cells[at] !== 0) at = (at + 1) & mask;
    cells[at] = row + 1;
  }
}
