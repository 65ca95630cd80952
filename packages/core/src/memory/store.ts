import type { Lease, NewTask, Reservation } from '../adapter/adapter.js';
import { shown } from '../adapter/checks.js';
import type { LeaseBook } from '../adapter/lease-book.js';
import { JobQueueError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import { QueueState, type TaskRecord } from './queue-state.js';
import { WaitingLine } from './waiting-line.js';

/** What several `memory()` adapters of one process share: the broker, in effect. */
export class MemoryStore {
  readonly clock: Clock;
  /** @internal */
  readonly waiting: WaitingLine = new WaitingLine(this);
  readonly #queues = new Map<string, QueueState>();
  #puts = 0;
  #deliveries = 0;

  /** @throws JobQueueError `invalid` for what is no clock */
  constructor(clock: Clock) {
    for (const method of ['now', 'monotonic', 'after'] as const)
      if (typeof clock?.[method] !== 'function')
        throw new JobQueueError(
          'invalid',
          `clock ${shown(clock)} has no method ${method}: use a ManualClock or systemClock`,
        );
    this.clock = clock;
  }

  /** The queue as it is by now. @internal */
  queue(name: string): QueueState {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new QueueState();
      this.#queues.set(name, queue);
    }
    queue.promote(this.clock.monotonic());
    return queue;
  }

  /** @internal */
  names(): string[] {
    return [...this.#queues].filter(([, queue]) => queue.used).map(([name]) => name);
  }

  /** Stores a checked task; one that is there already stays as it is. @internal */
  put(queueName: string, task: NewTask): void {
    const queue = this.queue(queueName);
    if (queue.tasks.has(task.id)) return;
    this.#puts += 1;
    queue.add({
      id: task.id,
      body: new Uint8Array(task.body),
      ttrMs: task.ttrMs,
      putOrder: this.#puts,
      priority: task.priority,
      attempts: 0,
      state: task.delayMs > 0 ? 'delayed' : 'ready',
      until: this.clock.monotonic() + task.delayMs,
      holder: undefined,
      heapIndex: 0,
    });
  }

  /** Leases up to `max` ready tasks, queues in the order given. @internal */
  take(queueNames: readonly string[], max: number, book: LeaseBook): Reservation[] {
    const taken: Reservation[] = [];
    for (const name of queueNames) {
      const queue = this.queue(name);
      if (queue.pausedUntil > this.clock.monotonic()) continue;
      while (taken.length < max) {
        const task = queue.ready.first();
        if (task === undefined) break;
        taken.push(this.#reserve(name, queue, task, book));
      }
    }
    return taken;
  }

  /** The reserved task of a lease, unless the lease is over. @internal */
  reservedBy(lease: Lease): { queue: QueueState; task: TaskRecord } | undefined {
    const queue = this.queue(lease.queue);
    const task = queue.tasks.get(lease.taskId);
    if (task?.holder?.lease.token !== lease.token || task === undefined) return undefined;
    return { queue, task };
  }

  /** Ends a lease that its holder leaves unsettled. @internal */
  giveBack(lease: Lease): void {
    const reserved = this.reservedBy(lease);
    reserved?.queue.move(reserved.task, 'ready');
  }

  #reserve(name: string, queue: QueueState, task: TaskRecord, book: LeaseBook): Reservation {
    this.#deliveries += 1;
    const expiresAt = this.clock.monotonic() + task.ttrMs;
    const lease: Lease = {
      queue: name,
      taskId: task.id,
      token: this.#deliveries,
      ttrMs: task.ttrMs,
      expiresAt,
    };
    queue.move(task, 'reserved', expiresAt);
    task.attempts += 1;
    task.holder = { lease, book };
    book.add(lease);
    return {
      lease,
      body: new Uint8Array(task.body),
      attempts: task.attempts,
      priority: task.priority,
    };
  }
}
