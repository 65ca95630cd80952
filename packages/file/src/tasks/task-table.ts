/** Where a task is. `free` rows are on the free list. */
export const State = { free: 0, ready: 1, delayed: 2, reserved: 3, held: 4 } as const;
export type State = (typeof State)[keyof typeof State];

const FIRST_CAPACITY = 1024;
const NONE = -1;

/** The columns that a checkpoint stores, in its order. */
export const COLUMNS = [
  'seq',
  'time',
  'priority',
  'ttr',
  'hash',
  'attempts',
  'segment',
  'offset',
  'length',
  'queue',
  'state',
  'large',
  'place',
] as const;

/** What the columns take of memory, per task. */
export const ROW_BYTES = 62;

/**
 * All tasks as columns of numbers: ~60 bytes a task and nothing for the garbage collector to walk.
 * Row numbers are the same in every process, because rows are given and freed in journal order.
 */
export class TaskTable {
  /** Order of the first put; the tie-break among equal priorities. */
  seq!: Float64Array;
  /** Due time (delayed), lease end (reserved) or order of holding (held). */
  time!: Float64Array;
  priority!: Uint32Array;
  ttr!: Uint32Array;
  /** Hash of queue and id. */
  hash!: Uint32Array;
  /** Deliveries so far; also the fencing number of the current lease. */
  attempts!: Uint32Array;
  /** Segment, offset and length of the task item in the journal. */
  segment!: Uint32Array;
  offset!: Uint32Array;
  length!: Uint32Array;
  queue!: Uint32Array;
  state!: Uint8Array;
  /** 1 when the body is in a file of its own. */
  large!: Uint8Array;
  /** Position in its heap; for a free row the next free one. */
  place!: Int32Array;

  /** Rows ever used since the table was last empty. */
  used = 0;
  live = 0;
  firstFree: number = NONE;

  constructor() {
    this.reset(FIRST_CAPACITY);
  }

  get capacity(): number {
    return this.seq.length;
  }

  add(): number {
    this.live++;
    if (this.firstFree !== NONE) {
      const row = this.firstFree;
      this.firstFree = this.place[row] as number;
      return row;
    }
    if (this.used === this.capacity) this.#grow(Math.ceil(this.capacity * 1.5));
    return this.used++;
  }

  remove(row: number): void {
    this.state[row] = State.free;
    this.live--;
    if (this.live > 0) {
      this.place[row] = this.firstFree;
      this.firstFree = row;
      return;
    }
    this.used = 0;
    this.firstFree = NONE;
    if (this.capacity > FIRST_CAPACITY) this.reset(FIRST_CAPACITY);
  }

  reset(capacity: number): void {
    this.seq = new Float64Array(capacity);
    this.time = new Float64Array(capacity);
    for (const name of [
      'priority',
      'ttr',
      'hash',
      'attempts',
      'segment',
      'offset',
      'length',
      'queue',
    ] as const)
      this[name] = new Uint32Array(capacity);

    this.state = new Uint8Array(capacity);
    this.large = new Uint8Array(capacity);
    this.place = new Int32Array(capacity);
  }

  #grow(capacity: number): void {
    const before = COLUMNS.map((name) => this[name]);
    this.reset(capacity);
    COLUMNS.forEach((name, i) => this[name].set(before[i] as Uint8Array));
  }
}
