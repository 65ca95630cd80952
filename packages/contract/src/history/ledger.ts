import type { Capabilities } from '@jq/core/adapter';

import { OrderIndex } from './order-index.js';
import type { Span } from './span.js';
import type { Violation, ViolationKind } from './violation.js';

/** One delivery of a task that was put together with others. */
export interface BatchDelivery {
  readonly index: number;
  readonly priority: number;
  readonly taken: Span;
}

export interface TaskTrack {
  readonly queue: string;
  readonly id: string;
  readonly digest: string;
  /** `done` is Infinity until the put is acknowledged. */
  put: Span;
  /** Place in the put call, and what of that call was given out. */
  readonly index: number;
  readonly batch: BatchDelivery[];
  /** The put failed for good: the task must never come. */
  refused: boolean;
  /** Put more than once: too little is known about it for most proofs. */
  blurred: boolean;
  /** Undefined when a retry may have changed it. */
  priority: number | undefined;
  /** No delivery before `earliest`, if it happened after the call of `span`. */
  delay: { readonly earliest: number; readonly span: Span };
  /** Place in the history since which it is surely ready; Infinity when not known to be. */
  readySince: number;
  /** The acknowledged hold, until somebody asks to unhold. */
  held: Span | undefined;
  /** Calls under way, or without an answer that settles it, that may have deleted it. */
  doubts: number;
  /** In the order of their answers. */
  readonly leases: LeaseTrack[];
}

export interface LeaseTrack {
  readonly key: string;
  readonly by: string;
  readonly task: TaskTrack;
  readonly taken: Span;
  readonly attempts: number | undefined;
  /** The adapter's word; touches move it. */
  until: number;
  /** Place in the history where its holder began to give it up, else Infinity. */
  over: number;
  /** The verb that settled it, acknowledged. */
  settledBy: string | undefined;
}

export interface QueueTrack {
  readonly order: OrderIndex;
  readonly held: Set<TaskTrack>;
  /** The acknowledged pause, and when it surely ends. */
  paused: { readonly done: number; readonly until: number };
  readonly pauses: Calls;
  readonly unholds: Calls;
  readonly purges: Calls;
}

/** Calls of one verb on one queue, to tell which of them overlap. */
export interface Calls {
  asked: number;
  open: number;
  /** Place in the history where the last of them was through. */
  lastDone: number;
}

export type Guarantees = Pick<
  Capabilities,
  'ordering' | 'attempts' | 'lease' | 'lateComplete' | 'idempotentPut'
>;

/** What is known at one moment of a history. */
export class Ledger {
  readonly supports: Guarantees;
  readonly violations: Violation[] = [];
  readonly tasks: Map<string, TaskTrack> = new Map();
  /** Tasks acknowledged as gone, and when. */
  readonly gone: Map<string, Span> = new Map();
  readonly leases: Map<string, LeaseTrack> = new Map();
  /** Connections that began to close, or died. */
  readonly ended: Set<string> = new Set();
  readonly #queues = new Map<string, QueueTrack>();

  constructor(supports: Guarantees) {
    this.supports = supports;
  }

  queue(name: string): QueueTrack {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = {
        order: new OrderIndex(),
        held: new Set(),
        paused: { done: 0, until: 0 },
        pauses: { asked: 0, open: 0, lastDone: -1 },
        unholds: { asked: 0, open: 0, lastDone: -1 },
        purges: { asked: 0, open: 0, lastDone: -1 },
      };
      this.#queues.set(name, queue);
    }
    return queue;
  }

  /** The task is acknowledged as gone: little of it needs to be kept. */
  bury(task: TaskTrack, by: Span): void {
    const key = taskKey(task.queue, task.id);
    this.queue(task.queue).held.delete(task);
    this.tasks.delete(key);
    this.gone.set(key, by);
    // Leases left open stay: they must be refused from now on.
    for (const lease of task.leases)
      if (lease.settledBy !== undefined) this.leases.delete(lease.key);
  }

  /** Whether deliveries of this task tell nothing about each other: it may be two. */
  twofold(task: TaskTrack): boolean {
    return task.blurred && !this.supports.idempotentPut;
  }

  report(
    kind: ViolationKind,
    event: { readonly at: number; readonly by: string },
    task: { readonly queue: string; readonly id: string },
    message: string,
  ): void {
    const { queue, id } = task;
    this.violations.push({ kind, at: event.at, by: event.by, queue, id, message });
  }
}

export function taskKey(queue: string, id: string): string {
  return `${queue} ${id}`;
}

export function leaseKey(by: string, lease: number): string {
  return `${by} ${lease}`;
}

/** Whether the first was through before the second began. */
export function isBefore(first: Span, second: Span): boolean {
  return first.done < second.begun;
}

/**
 * Whether a delivery surely happened after something else was through, also if its reserve began
 * before: then its lease lives longer than one from before could.
 */
export function surelyAfter(lease: LeaseTrack, other: Span): boolean {
  return isBefore(other, lease.taken) || (lease.over === Infinity && lease.until > other.to);
}
