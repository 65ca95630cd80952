import { IdIndex } from './id-index.js';
import { QueueState } from './queue-state.js';
import { ROW_BYTES, State, TaskTable } from './task-table.js';

/** Where a task item stands in the journal. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** What live tasks still need of one segment. */
export interface SegmentUse {
  tasks: number;
  bytes: number;
}

/**
 * All queues and tasks at one point of the journal. Every process that replays it holds the same.
 */
export class Tasks {
  /** Logical time: the latest time of any record so far. */
  clock = 0;
  nextSeq = 1;
  nextHold = 1;
  readonly table: TaskTable = new TaskTable();
  readonly ids: IdIndex = new IdIndex(this.table);
  readonly queues: Map<string, QueueState> = new Map();
  readonly byNumber: QueueState[] = [];
  readonly segments: Map<number, SegmentUse> = new Map();

  queue(name: string): QueueState {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = new QueueState(name, this.byNumber.length, this.table);
      this.queues.set(name, queue);
      this.byNumber.push(queue);
    }
    return queue;
  }

  queueOf(row: number): QueueState {
    return this.byNumber[this.table.queue[row] as number] as QueueState;
  }

  /** About the size of a checkpoint. */
  get bytes(): number {
    return this.table.used * ROW_BYTES;
  }

  /** Moves what is due by the clock: lapsed leases and delayed tasks become ready. */
  advance(queue: QueueState): void {
    for (const heap of [queue.reserved, queue.delayed])
      for (let row = heap.first; row >= 0; row = heap.first) {
        if ((this.table.time[row] as number) > this.clock) break;
        this.move(row, State.ready, 0);
      }
  }

  /** Enters a row, whose other columns are set, into a state. */
  enter(row: number, state: State, time: number): void {
    this.table.state[row] = state;
    this.table.time[row] = time;
    this.queueOf(row).heap(state).push(row);
  }

  move(row: number, state: State, time: number): void {
    this.queueOf(row)
      .heap(this.table.state[row] as State)
      .remove(row);
    this.enter(row, state, time);
  }

  /** Makes a task ready, or delayed when `delayMs` is not 0. */
  release(row: number, delayMs: number): void {
    if (delayMs > 0) this.move(row, State.delayed, this.clock + delayMs);
    else this.move(row, State.ready, 0);
  }

  drop(row: number): void {
    this.queueOf(row)
      .heap(this.table.state[row] as State)
      .remove(row);
    this.ids.remove(row);
    this.#unuse(row);
    this.table.remove(row);
  }

  /** Notes where the row's item stands now, letting go of where it stood before. */
  relocate(row: number, place: Place): void {
    this.#unuse(row);
    this.locate(row, place);
  }

  locate(row: number, place: Place): void {
    const { table } = this;
    table.segment[row] = place.segment;
    table.offset[row] = place.offset;
    table.length[row] = place.length;
    const use = this.segments.get(place.segment);
    if (use === undefined) this.segments.set(place.segment, { tasks: 1, bytes: place.length });
    else {
      use.tasks++;
      use.bytes += place.length;
    }
  }

  #unuse(row: number): void {
    const number = this.table.segment[row] as number;
    const use = this.segments.get(number) as SegmentUse;
    use.tasks--;
    use.bytes -= this.table.length[row] as number;
    if (use.tasks === 0) this.segments.delete(number);
  }
}
