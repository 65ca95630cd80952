import type { ErrorCode, QueueStats, TaskState } from '@jq/core/adapter';

/** What a settle or removal answers, in words. */
export type ModelOutcome = 'ok' | ErrorCode;

export interface ModelTask {
  readonly id: string;
  readonly queue: string;
  readonly putOrder: number;
  readonly ttrMs: number;
  priority: number;
  state: TaskState;
  /** Delayed: when due. Reserved: when the lease lapses. Held: its place in the order of holds. */
  until: number;
  attempts: number;
  /** Number of its latest delivery among all. */
  delivery: number;
}

export interface ModelLease {
  readonly queue: string;
  readonly id: string;
  readonly delivery: number;
  settledBy?: 'complete' | 'retry' | 'hold';
}

/**
 * The contract as a state machine with lists for queues: slow, short, and written apart from every
 * adapter.
 */
export class Model {
  now = 0;
  tasks: ModelTask[] = [];
  readonly #pausedUntil = new Map<string, number>();
  readonly #lateComplete: boolean;
  readonly #byPriority: boolean;
  #count = 0;

  constructor(options: { readonly lateComplete: boolean; readonly queuesByPriority: boolean }) {
    this.#lateComplete = options.lateComplete;
    this.#byPriority = options.queuesByPriority;
  }

  advance(ms: number): void {
    this.now += ms;
    for (const task of this.tasks)
      if ((task.state === 'delayed' || task.state === 'reserved') && task.until <= this.now)
        task.state = 'ready';
  }

  put(queue: string, id: string, priority: number, delayMs: number, ttrMs: number): void {
    if (this.find(queue, id) !== undefined) return;
    this.#count += 1;
    const state = delayMs > 0 ? 'delayed' : 'ready';
    const [putOrder, until] = [this.#count, this.now + delayMs];
    this.tasks.push({
      id,
      queue,
      putOrder,
      ttrMs,
      priority,
      state,
      until,
      attempts: 0,
      delivery: 0,
    });
  }

  /** What a reserve may give, best first. */
  takable(queues: readonly string[]): ModelTask[] {
    const open = queues.filter((queue) => (this.#pausedUntil.get(queue) ?? 0) <= this.now);
    const lists = open.map((queue) => this.list(queue, 'ready'));
    return this.#byPriority ? lists.flat().toSorted(byOrder) : lists.flat();
  }

  take(task: ModelTask): ModelLease {
    this.#count += 1;
    Object.assign(task, { state: 'reserved', until: this.now + task.ttrMs, delivery: this.#count });
    task.attempts += 1;
    return { queue: task.queue, id: task.id, delivery: task.delivery };
  }

  complete(lease: ModelLease): ModelOutcome {
    const late = this.#lateComplete ? 'ready' : 'reserved';
    return this.#settle(lease, 'complete', ['reserved', late], (task) => this.#delete(task));
  }

  retry(lease: ModelLease, delayMs: number, priority: number | undefined): ModelOutcome {
    return this.#settle(lease, 'retry', ['reserved'], (task) => {
      task.priority = priority ?? task.priority;
      task.state = delayMs > 0 ? 'delayed' : 'ready';
      task.until = this.now + delayMs;
    });
  }

  hold(lease: ModelLease): ModelOutcome {
    return this.#settle(lease, 'hold', ['reserved'], (task) => {
      this.#count += 1;
      Object.assign(task, { state: 'held', until: this.#count });
    });
  }

  touch(lease: ModelLease): ModelOutcome {
    if (lease.settledBy !== undefined) return 'already-settled';
    const task = this.find(lease.queue, lease.id);
    if (task?.state !== 'reserved' || task.delivery !== lease.delivery) return 'lease-lost';
    task.until = this.now + task.ttrMs;
    return 'ok';
  }

  /** The holder closes without settling. */
  giveBack(lease: ModelLease): void {
    if (lease.settledBy === undefined) this.retry(lease, 0, undefined);
  }

  unhold(queue: string, max: number): number {
    const freed = this.list(queue, 'held').slice(0, max);
    for (const task of freed) task.state = 'ready';
    return freed.length;
  }

  remove(queue: string, id: string): ModelOutcome {
    const task = this.find(queue, id);
    if (task === undefined) return 'not-found';
    if (task.state === 'reserved') return 'task-reserved';
    this.#delete(task);
    return 'ok';
  }

  purge(queue: string, states: readonly TaskState[]): number {
    const doomed = states.flatMap((state) => this.list(queue, state));
    for (const task of doomed) this.#delete(task);
    return doomed.length;
  }

  pause(queue: string, forMs: number): void {
    this.#pausedUntil.set(queue, this.now + forMs);
  }

  /** Tasks of one state in the order in which they leave it. */
  list(queue: string, state: TaskState): ModelTask[] {
    const found = this.tasks.filter((task) => task.queue === queue && task.state === state);
    return found.toSorted(state === 'ready' ? byOrder : (a, b) => a.until - b.until);
  }

  stats(queue: string): QueueStats {
    const count = (state: TaskState): number => this.list(queue, state).length;
    const paused = (this.#pausedUntil.get(queue) ?? 0) > this.now;
    return {
      ready: count('ready'),
      delayed: count('delayed'),
      reserved: count('reserved'),
      held: count('held'),
      paused,
    };
  }

  find(queue: string, id: string): ModelTask | undefined {
    return this.tasks.find((task) => task.queue === queue && task.id === id);
  }

  #settle(
    lease: ModelLease,
    verb: 'complete' | 'retry' | 'hold',
    from: readonly TaskState[],
    act: (task: ModelTask) => void,
  ): ModelOutcome {
    if (lease.settledBy !== undefined) return lease.settledBy === verb ? 'ok' : 'already-settled';
    const task = this.find(lease.queue, lease.id);
    if (task === undefined || task.delivery !== lease.delivery || !from.includes(task.state))
      return 'lease-lost';
    lease.settledBy = verb;
    act(task);
    return 'ok';
  }

  #delete(task: ModelTask): void {
    this.tasks = this.tasks.filter((each) => each !== task);
  }
}

function byOrder(a: ModelTask, b: ModelTask): number {
  return a.priority - b.priority || a.putOrder - b.putOrder;
}
