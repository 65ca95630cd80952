import { RecordType } from './journal/format.js';
import { type Granted, readGrants } from './reservations.js';
import type { QueueState } from './state/queue-state.js';
import type { Store } from './store.js';
import type { TaskSource } from './wake/waits.js';

/** Takes ready tasks out of the journal, and knows when it is worth asking. */
export class TaskTaker implements TaskSource<Granted> {
  readonly #store: Store;
  readonly #granted: (granted: Granted) => void;

  /** `granted` hears of every lease at once, before anybody awaits anything. */
  constructor(store: Store, granted: (granted: Granted) => void) {
    this.#store = store;
    this.#granted = granted;
  }

  take(queues: readonly string[], max: number): readonly Granted[] {
    const { replica } = this.#store;
    if (!this.#available(queues)) {
      this.#store.catchUp();
      if (!this.#available(queues)) return [];
    }
    const started = performance.now();
    const writer = this.#store.begin(RecordType.reserve);
    writer.u32(max);
    writer.u8(queues.length);
    for (const queue of queues) writer.text(queue);
    const outcome = this.#store.run();
    if (outcome === undefined) return [];
    const granted = readGrants(replica, outcome.grants, started);
    for (const one of granted) this.#granted(one);
    return granted;
  }

  nextDue(queues: readonly string[]): number {
    const { table } = this.#store.replica.tasks;
    let due = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues(queues))
      due = Math.min(
        due,
        queue.ready.size > 0 ? queue.pausedUntil : Number.POSITIVE_INFINITY,
        ...[queue.delayed.first, queue.reserved.first]
          .filter((row) => row >= 0)
          .map((row) => Math.max(table.time[row] as number, queue.pausedUntil)),
      );
    return due;
  }

  readyQueues(): string[] {
    const { tasks } = this.#store.replica;
    const now = this.#store.clock.now();
    return tasks.byNumber
      .filter((queue) => queue.ready.size > 0 && queue.pausedUntil <= now)
      .map((queue) => queue.name);
  }

  #available(queues: readonly string[]): boolean {
    const { table } = this.#store.replica.tasks;
    const now = this.#store.clock.now();
    for (const queue of this.#queues(queues)) {
      if (queue.pausedUntil > now) continue;
      if (queue.ready.size > 0) return true;
      for (const row of [queue.delayed.first, queue.reserved.first])
        if (row >= 0 && (table.time[row] as number) <= now) return true;
    }
    return false;
  }

  *#queues(names: readonly string[]): Iterable<QueueState> {
    const { queues } = this.#store.replica.tasks;
    for (const name of names) {
      const queue = queues.get(name);
      if (queue !== undefined) yield queue;
    }
  }
}
