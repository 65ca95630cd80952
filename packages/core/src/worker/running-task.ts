import type { Lease, Reservation } from '../adapter/adapter.js';
import { JobQueueError } from '../errors.js';
import type { TaskDefinition } from '../task/task-definition.js';
import type { Context, RetryOptions, Task } from '../task/task.js';
import type { TaskFacts } from './events.js';
import type { Outcome } from './outcome.js';

/** What a running task asks of its worker. */
export interface TaskHost {
  readonly worker: string;
  /** @throws JobQueueError `invalid` */
  retryOutcome(task: RunningTask, options: RetryOptions): Outcome;
  touch(task: RunningTask): Promise<void>;
  progress(task: RunningTask, value: unknown): void;
}

const NO_CONTEXT: Context = Object.freeze({});

/** One delivery from its reservation to its settlement; what handlers see of it is `Task`. */
export class RunningTask implements Task {
  readonly lease: Lease;
  readonly attempts: number | undefined;
  readonly priority: number | undefined;
  /** Empty until decoded. */
  name = '';
  data: unknown = undefined;
  context: Context = NO_CONTEXT;
  definition: TaskDefinition<unknown> | undefined = undefined;

  /** Index of its slot; −1 while it has none. */
  slot: number = -1;
  /** These four on `Clock.monotonic`. */
  startedAt = 0;
  endedAt = 0;
  touchAt: number = Infinity;
  limitAt: number = Infinity;
  overLimit = false;
  lost = false;
  /** What the handler chose by `retry` or `hold`. */
  chosen: Outcome | undefined = undefined;
  /** What was handed to the settler; set once. */
  outcome: Outcome | undefined = undefined;
  abortReason: JobQueueError | undefined = undefined;

  readonly #host: TaskHost;
  #controller: AbortController | undefined = undefined;

  constructor(reservation: Reservation, host: TaskHost) {
    this.lease = reservation.lease;
    this.attempts = reservation.attempts;
    this.priority = reservation.priority;
    this.#host = host;
  }

  get id(): string {
    return this.lease.taskId;
  }

  get queue(): string {
    return this.lease.queue;
  }

  // Most handlers never look: the controller is made for those that do.
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.abortReason !== undefined) this.#controller.abort(this.abortReason);
    }
    return this.#controller.signal;
  }

  /** The first reason stays. */
  abort(reason: JobQueueError): void {
    if (this.abortReason !== undefined) return;
    this.abortReason = reason;
    this.#controller?.abort(reason);
  }

  retry(options: RetryOptions = {}): void {
    this.#choose(this.#host.retryOutcome(this, options));
  }

  hold(reason: string): void {
    this.#choose({ verb: 'hold', reason: String(reason) });
  }

  touch(): Promise<void> {
    return this.#host.touch(this);
  }

  progress(value: unknown): void {
    this.#host.progress(this, value);
  }

  facts(): TaskFacts {
    return {
      worker: this.#host.worker,
      queue: this.lease.queue,
      id: this.lease.taskId,
      name: this.name === '' ? undefined : this.name,
      attempts: this.attempts,
    };
  }

  #choose(outcome: Outcome): void {
    const before = this.chosen ?? this.outcome;
    if (before !== undefined)
      throw new JobQueueError(
        'already-settled',
        `task ${this.id}: cannot ${outcome.verb}, its outcome is already ${before.verb}`,
      );
    this.chosen = outcome;
  }
}
