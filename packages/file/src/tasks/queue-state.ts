import { TaskHeap } from './task-heap.js';
import { State, type TaskTable } from './task-table.js';

/** The tasks of one queue, by state. */
export class QueueState {
  readonly name: string;
  readonly number: number;
  readonly ready: TaskHeap;
  readonly delayed: TaskHeap;
  readonly reserved: TaskHeap;
  readonly held: TaskHeap;
  /** Logical time until which nothing is given. */
  pausedUntil = 0;

  constructor(name: string, number: number, table: TaskTable) {
    this.name = name;
    this.number = number;
    this.ready = new TaskHeap(table, 'priority');
    this.delayed = new TaskHeap(table, 'time');
    this.reserved = new TaskHeap(table, 'time');
    this.held = new TaskHeap(table, 'time');
  }

  heap(state: State): TaskHeap {
    switch (state) {
      case State.ready:
        return this.ready;
      case State.delayed:
        return this.delayed;
      case State.reserved:
        return this.reserved;
      case State.held:
        return this.held;
      case State.free:
        throw new RangeError('a free row is in no heap');
    }
  }
}
