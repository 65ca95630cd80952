import { timers } from '../time/timers.js';
import type { RunningTask } from './running-task.js';

/** Those who wait for a change; many wakes of one tick are one, after that tick's promise jobs. */
export class Condition {
  #next: Promise<void> | undefined;
  #resolve: () => void = () => undefined;

  wake(): void {
    if (this.#next === undefined) return;
    this.#next = undefined;
    timers.nextTick(this.#resolve);
  }

  /** Until the next wake. */
  wait(): Promise<void> {
    this.#next ??= new Promise((resolve) => (this.#resolve = resolve));
    return this.#next;
  }
}

/** The places where handlers run. One is taken until its handler has really returned. */
export class Slots {
  readonly size: number;
  readonly #tasks: (RunningTask | undefined)[];
  readonly #free: number[];

  constructor(size: number) {
    this.size = size;
    this.#tasks = Array.from({ length: size }, () => undefined);
    this.#free = Array.from({ length: size }, (_, index) => size - 1 - index);
  }

  get free(): number {
    return this.#free.length;
  }

  get taken(): number {
    return this.size - this.#free.length;
  }

  take(task: RunningTask): void {
    const slot = this.#free.pop();
    if (slot === undefined) throw new RangeError('no free slot');
    task.slot = slot;
    this.#tasks[slot] = task;
  }

  release(task: RunningTask): void {
    this.#tasks[task.slot] = undefined;
    this.#free.push(task.slot);
    task.slot = -1;
  }

  forEach(visit: (task: RunningTask) => void): void {
    for (const task of this.#tasks) if (task !== undefined) visit(task);
  }
}
