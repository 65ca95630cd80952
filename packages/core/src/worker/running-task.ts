import type { Lease, Reservation } from '../adapter/adapter.js';
import { JobQueueError } from '../errors.js';
import type { TaskDefinition } from '../task/task-definition.js';
import type { Context } from '../task/task.js';
import type { Outcome } from './outcome.js';

const NO_CONTEXT: Context = Object.freeze({});

/**
 * One delivery from its reservation to its ending, as the roles of the worker share it. Each field
 * says who writes it. Handlers never get this object, but a HandlerTask.
 */
export class RunningTask {
  readonly lease: Lease;
  readonly attempts: number | undefined;
  readonly priority: number | undefined;

  /** Processor, when decoded; empty until then. */
  name = '';
  /** Processor, when decoded, and again with what the schema makes of it. */
  data: unknown = undefined;
  /** Processor, when decoded. */
  context: Context = NO_CONTEXT;
  /** Processor, when its handler was found. */
  definition: TaskDefinition<unknown> | undefined = undefined;

  /** Slots: the index of its slot; −1 while it has none. */
  slot: number = -1;

  // These four are on `Clock.monotonic`.
  /** Processor, when it took its slot, and again when its handler began. */
  startedAt = 0;
  /** Processor, when its handler had returned or thrown. */
  endedAt = 0;
  /** LeaseKeeper: when the lease is touched next. */
  touchAt: number = Infinity;
  /** TimeLimits: when its handler has run for too long. */
  limitAt: number = Infinity;

  /** TimeLimits, when that time has come. */
  overLimit = false;
  /** Processor: why the lease is no longer ours. */
  lost: JobQueueError | undefined = undefined;
  /** This object, by `choose`: what the handler asked for by `retry` or `hold`. */
  chosen: Outcome | undefined = undefined;
  /** Settler: what the broker is told. Set once, but for the substitute of a hold. */
  outcome: Outcome | undefined = undefined;
  /** This object, by `abort`: why the handler's work has become pointless. */
  abortReason: JobQueueError | undefined = undefined;
  /** TaskLife: its ending has been told. */
  ended = false;

  #controller: AbortController | undefined = undefined;

  constructor(reservation: Reservation) {
    this.lease = reservation.lease;
    this.attempts = reservation.attempts;
    this.priority = reservation.priority;
  }

  get id(): string {
    return this.lease.taskId;
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

  /** The first choice stays. @throws JobQueueError `already-settled` */
  choose(outcome: Outcome): void {
    const before = this.chosen ?? this.outcome;
    if (before !== undefined)
      throw new JobQueueError(
        'already-settled',
        `task ${this.id}: cannot ${outcome.verb}, its outcome is already ${before.verb}`,
      );
    this.chosen = outcome;
  }
}
