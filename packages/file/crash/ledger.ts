import type { DeliveryEntry, PutEntry, Request } from './history.js';

/** From before a call to after its answer; `to` is when its process died, or never, without one. */
export interface Span {
  readonly from: number;
  to: number;
}

/** `ok`, an error code, or `unknown`: no answer, it may or may not have happened. */
export interface Outcome extends Span {
  outcome: string;
}

export interface Put extends Outcome {
  readonly entry: PutEntry;
  readonly process: string;
  readonly op: number;
}

export interface Settle extends Outcome {
  readonly verb: 'complete' | 'hold' | 'retry';
  readonly delayMs: number;
  readonly priority?: number;
}

interface Touch extends Outcome {
  /** The lease's new end, once answered. */
  deadline: number;
}

/** One delivery of a task and what its holder did with it. */
export interface Delivery extends Span {
  readonly entry: DeliveryEntry;
  readonly process: string;
  readonly op: number;
  readonly settles: Settle[];
  readonly touches: Touch[];
  /** When the holder began to close its adapter, which gives the lease back. */
  closedFrom: number;
}

export interface TaskFacts {
  readonly id: string;
  readonly queue: string;
  readonly puts: Put[];
  readonly deliveries: Delivery[];
  readonly removals: Outcome[];
}

export interface QueueFacts {
  readonly pauses: (Outcome & { readonly forMs: number })[];
  readonly unholds: Outcome[];
  readonly purges: Outcome[];
}

/** Everything that the histories of a run say, by task and by queue. */
export class Ledger {
  readonly tasks: Map<string, TaskFacts> = new Map();
  readonly queues: Map<string, QueueFacts> = new Map();
  readonly faults: { readonly process: string; readonly at: number; readonly text: string }[] = [];
  /** Calls by verb. */
  readonly calls: Map<Request['verb'], number> = new Map();

  task(queue: string, id: string): TaskFacts {
    let task = this.tasks.get(id);
    if (task === undefined) {
      task = { id, queue, puts: [], deliveries: [], removals: [] };
      this.tasks.set(id, task);
    }
    return task;
  }

  queue(name: string): QueueFacts {
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = { pauses: [], unholds: [], purges: [] };
      this.queues.set(name, queue);
    }
    return queue;
  }
}
