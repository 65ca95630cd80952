import { type Reservation, timers } from '@jq/core/adapter';

import type { Bodies } from '../journal/bodies.js';
import { RecordType } from '../journal/format.js';
import type { Store } from '../store.js';
import type { FileLease } from '../tasks/file-lease.js';
import type { QueueState } from '../tasks/queue-state.js';
import type { Replica } from '../tasks/replica.js';
import type { TaskTable } from '../tasks/task-table.js';
import type { TaskSource } from './waits.js';

/**
 * A look whether the folder is still there is worth this long to who takes tasks, so that few
 * wake-ups wait for it: what he completes is looked at again.
 */
const TAKE_IN_PLACE_MS = 1000;

/** Takes ready tasks out of the journal, and knows when it is worth asking. */
export class TaskTaker implements TaskSource<Granted> {
  readonly #store: Store;
  readonly #granted: (granted: Granted) => void;

  /** `granted` hears of every lease at once, before anybody awaits anything. */
  constructor(store: Store, granted: (granted: Granted) => void) {
    this.#store = store;
    this.#granted = granted;
  }

  take(queues: readonly string[], max: number, likely = false): readonly Granted[] {
    const { replica } = this.#store;
    if (!likely && !this.#available(queues)) {
      this.#store.catchUp();
      if (!this.#available(queues)) return [];
    }
    const started = timers.now();
    const writer = this.#store.begin(RecordType.reserve);
    writer.u32(max);
    writer.u8(queues.length);
    for (const queue of queues) writer.text(queue);
    const outcome = this.#store.run();
    this.#store.assertInPlace(TAKE_IN_PLACE_MS);
    if (outcome === undefined) return [];
    const granted = readGranted(replica, outcome.leases, started);
    for (const one of granted) this.#granted(one);
    return granted;
  }

  nextDue(names: readonly string[]): number {
    const { queues, table } = this.#store.replica.tasks;
    let due = Number.POSITIVE_INFINITY;
    for (const name of names) {
      const queue = queues.get(name);
      if (queue === undefined) continue;
      const first = queue.ready.size > 0 ? 0 : firstChange(queue, table);
      due = Math.min(due, Math.max(first, queue.pausedUntil));
    }
    return due;
  }

  readyQueues(anew = false): string[] {
    const { tasks } = anew ? this.#store.catchUp() : this.#store.replica;
    const now = this.#store.clock.now();
    return tasks.byNumber
      .filter((queue) => queue.ready.size > 0 && queue.pausedUntil <= now)
      .map((queue) => queue.name);
  }

  #available(names: readonly string[]): boolean {
    const { queues, table } = this.#store.replica.tasks;
    const now = this.#store.clock.now();
    for (const name of names) {
      const queue = queues.get(name);
      if (queue === undefined || queue.pausedUntil > now) continue;
      if (queue.ready.size > 0 || firstChange(queue, table) <= now) return true;
    }
    return false;
  }
}

/** When the first delay ends or the first lease lapses, or infinity. */
function firstChange({ delayed, reserved }: QueueState, { time }: TaskTable): number {
  const due = delayed.size > 0 ? (time[delayed.first] as number) : Number.POSITIVE_INFINITY;
  return reserved.size > 0 ? Math.min(due, time[reserved.first] as number) : due;
}

/**
 * A task given to this process; where its lease has a `bodyFile`, `body` is still to be fetched.
 */
export interface Granted extends Reservation {
  readonly lease: FileLease;
}

/**
 * Reads the items of granted tasks. `expiresAt` of each lease counts from `started`, on the
 * monotonic clock.
 */
function readGranted(
  replica: Replica,
  leases: readonly FileLease[],
  started: number,
): readonly Granted[] {
  const granted: Granted[] = [];
  const items = replica.items.find(leases);
  for (let i = 0; i < leases.length; i++) {
    const lease = leases[i] as FileLease;
    const item = items[i];
    // Its segment is gone: the lease lapsed long ago, and the task was settled elsewhere.
    if (item === undefined) continue;
    lease.taskId = item.id;
    lease.bodyFile = item.bodyFile;
    lease.expiresAt = started + lease.ttrMs;
    granted.push({ lease, body: item.body, attempts: lease.attempt, priority: lease.priority });
  }
  return granted;
}

/** The reservation with its large body; undefined when that is gone, because the task is. */
export async function fetchBody(
  granted: Granted,
  bodies: Bodies,
): Promise<Reservation | undefined> {
  const name = granted.lease.bodyFile;
  if (name === undefined) return granted;
  const body = await bodies.read(name);
  return body && { ...granted, body };
}
