import type { Lease } from '../adapter/adapter.js';
import type { TaskState } from '../adapter/capabilities.js';
import type { LeaseBook } from '../adapter/lease-book.js';
import { Heap, type HeapItem } from './heap.js';

/** One stored task. Times are on the store's `Clock.monotonic`. */
export interface TaskRecord extends HeapItem {
  readonly id: string;
  readonly body: Uint8Array;
  readonly ttrMs: number;
  /** Place among equal priorities; kept for the task's whole life. */
  readonly putOrder: number;
  priority: number;
  attempts: number;
  state: TaskState;
  /** Delayed: when due. Reserved: when the lease lapses. */
  until: number;
  /** Who has it, while reserved. */
  holder: { readonly lease: Lease; readonly book: LeaseBook } | undefined;
}

/** The tasks of one queue, each in exactly one of four places. */
export class QueueState {
  readonly tasks: Map<string, TaskRecord> = new Map();
  readonly ready: Heap<TaskRecord> = new Heap(
    (a, b) => a.priority - b.priority || a.putOrder - b.putOrder,
  );
  readonly delayed: Heap<TaskRecord> = new Heap((a, b) => a.until - b.until);
  readonly reserved: Heap<TaskRecord> = new Heap((a, b) => a.until - b.until);
  /** In the order they were held. */
  readonly held: Set<TaskRecord> = new Set();
  pausedUntil = 0;
  /** It has or had tasks. */
  used = false;

  /** Takes a new task in, in its own state. */
  add(task: TaskRecord): void {
    this.used = true;
    this.tasks.set(task.id, task);
    this.#enter(task);
  }

  /** Moves a task to another place; `until` matters for delayed and reserved. */
  move(task: TaskRecord, state: TaskState, until = 0): void {
    this.#leave(task);
    task.state = state;
    task.until = until;
    if (state !== 'reserved') task.holder = undefined;
    this.#enter(task);
  }

  delete(task: TaskRecord): void {
    this.#leave(task);
    this.tasks.delete(task.id);
  }

  /** Makes ready what is due and what nobody settled in time. */
  promote(now: number): void {
    for (const waiting of [this.delayed, this.reserved])
      for (let task = waiting.first(); task && task.until <= now; task = waiting.first()) {
        task.holder?.book.drop(task.holder.lease);
        this.move(task, 'ready');
      }
  }

  /** When time alone may next make a task takable; Infinity if never. */
  nextChange(now: number): number {
    const next = Math.min(
      this.ready.size > 0 ? now : Infinity,
      this.delayed.first()?.until ?? Infinity,
      this.reserved.first()?.until ?? Infinity,
    );
    return Math.max(next, this.pausedUntil);
  }

  /** The first `max` tasks of a state, in the order in which they will leave it. */
  list(state: TaskState, max: number): TaskRecord[] {
    return state === 'held' ? [...this.held].slice(0, max) : this[state].sorted(max);
  }

  #enter(task: TaskRecord): void {
    if (task.state === 'held') this.held.add(task);
    else this[task.state].add(task);
  }

  #leave(task: TaskRecord): void {
    if (task.state === 'held') this.held.delete(task);
    else this[task.state].remove(task);
  }
}
