import type { Reservation } from '../adapter/adapter.js';
import { shown } from '../adapter/checks.js';
import { leaseLost } from '../adapter/refusals.js';
import { type JobQueueError, messageOf } from '../errors.js';
import type { Codec, Decoded } from '../task/codec.js';
import {
  describeIssues,
  type SchemaResult,
  type StandardSchemaV1,
} from '../task/standard-schema.js';
import type { Handler } from '../task/task-definition.js';
import { HandlerTask } from './handler-task.js';
import type { LeaseEnds, LeaseKeeper } from './lease-keeper.js';
import { COMPLETE, failureOutcome, type Outcome, RELEASE } from './outcome.js';
import { RunningTask } from './running-task.js';
import type { Settler } from './settler.js';
import type { Slots } from './slots.js';
import { overLimit, type TimeLimits } from './time-limits.js';
import type { WorkerContext } from './worker-context.js';

/** Who the processor works with. */
export interface ProcessorParts {
  readonly context: WorkerContext;
  readonly codec: Codec;
  /** By task name, middleware included. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly slots: Slots;
  readonly settler: Settler;
  readonly keeper: LeaseKeeper;
  readonly limits: TimeLimits;
}

/**
 * Runs deliveries. The life of one, each step a method below, with the events it tells:
 *
 * 1. `start`: it takes a slot, the lease-keeper watches its lease, its body is decoded.
 * 2. `#decoded`: `task.fetched`. It finds its handler; a stranger, or one that was delivered too
 *    often, is held.
 * 3. `#check`: the schema judges its data; what does not fit is held.
 * 4. `#perform`: `task.started`. The handler runs, and tells `task.progress`.
 * 5. `#returned`, `#threw` (`task.failed`) or `#refuse` (held unrun) decide its outcome.
 * 6. `#leave`: its slot is free. Is it still ours?
 * 7. The settler gets the outcome and tells the ending that the broker confirms: `task.executed`,
 *    `task.retried`, `task.held`, `task.released`, or `task.lost`.
 *
 * Beside the road: `release` for what never starts, `giveUp` for a handler that does not return,
 * `leaseEnded` for a task that is no longer ours.
 */
export class Processor implements LeaseEnds {
  readonly #parts: ProcessorParts;
  readonly #lateComplete: boolean;

  constructor(parts: ProcessorParts) {
    this.#parts = parts;
    this.#lateComplete = parts.context.adapter.supports.lateComplete;
  }

  /**
   * Takes a slot, of which there must be a free one, until the handler has returned. Never throws.
   */
  start(reservation: Reservation): void {
    const { context, codec, slots, keeper } = this.#parts;
    const task = new RunningTask(reservation);
    task.startedAt = context.clock.monotonic();
    if (task.lease.expiresAt <= task.startedAt) {
      context.life.lost(task, leaseLost(task.lease));
      return;
    }
    slots.take(task);
    keeper.watch(task);
    const failed = (error: unknown): void =>
      this.#refuse(task, `the codec failed: ${messageOf(error)}`);
    let decoded: Decoded | Promise<Decoded>;
    try {
      decoded = codec.decode(reservation.body);
    } catch (error) {
      return failed(error);
    }
    if (decoded instanceof Promise) decoded.then((later) => this.#decoded(task, later), failed);
    else this.#decoded(task, decoded);
  }

  /** Gives back a delivery that never started. */
  release(reservation: Reservation): void {
    this.#parts.settler.settle(new RunningTask(reservation), RELEASE);
  }

  /**
   * Settles a task over its time limit while its handler still runs; what that returns is ignored.
   */
  giveUp(task: RunningTask): void {
    this.#fail(task, overLimit(task));
  }

  /**
   * Its handler is told at once. The listeners are when it is certain: where the adapter takes late
   * completions, not before the handler has returned.
   */
  leaseEnded(task: RunningTask, error: JobQueueError): void {
    if (task.lost !== undefined) return;
    task.lost = error;
    task.abort(error);
    if (!this.#lateComplete) this.#parts.context.life.lost(task, error);
  }

  #decoded(task: RunningTask, decoded: Decoded): void {
    const { life } = this.#parts.context;
    if (decoded === null || typeof decoded !== 'object' || 'undecodable' in decoded) {
      life.fetched(task);
      return this.#refuse(task, decoded?.undecodable ?? 'the codec gave nothing');
    }
    task.name = decoded.task;
    task.data = decoded.data;
    if (decoded.context !== undefined) task.context = decoded.context;
    life.fetched(task);
    const handler = this.#parts.handlers.get(decoded.task);
    if (handler === undefined)
      return this.#refuse(task, `no handler for task ${shown(decoded.task)} in this worker`);
    const { definition } = handler;
    task.definition = definition;
    if (task.attempts !== undefined && task.attempts > definition.maxDeliveries)
      return this.#refuse(
        task,
        `delivered ${task.attempts} times, more than the ${definition.maxDeliveries} of maxDeliveries`,
      );
    if (definition.schema === undefined) this.#perform(task, handler);
    else this.#check(task, handler, definition.schema);
  }

  #check(task: RunningTask, handler: Handler, schema: StandardSchemaV1): void {
    const failed = (error: unknown): void =>
      this.#refuse(task, `the schema failed: ${messageOf(error)}`);
    const judge = (result: SchemaResult<unknown>): void => {
      if (result.issues !== undefined)
        return this.#refuse(task, `the data does not fit: ${describeIssues(result.issues)}`);
      task.data = result.value;
      this.#perform(task, handler);
    };
    try {
      const result = schema['~standard'].validate(task.data);
      if ('then' in result) result.then(judge, failed);
      else judge(result);
    } catch (error) {
      failed(error);
    }
  }

  #perform(task: RunningTask, handler: Handler): void {
    // Decoding and checking may have taken long.
    if (task.lost !== undefined || task.abortReason !== undefined)
      return this.#threw(task, task.abortReason);
    const { context, limits, keeper } = this.#parts;
    task.startedAt = context.clock.monotonic();
    const limit = handler.definition.timeLimitMs;
    if (limit !== undefined) limits.watch(task, limit);
    context.life.started(task);
    let returned: unknown;
    try {
      returned = handler.perform(new HandlerTask(task, context, keeper));
    } catch (error) {
      return this.#threw(task, error);
    }
    if (!isThenable(returned)) return this.#returned(task);
    const promise = returned instanceof Promise ? returned : Promise.resolve(returned);
    promise.then(
      () => this.#returned(task),
      (error: unknown) => this.#threw(task, error),
    );
  }

  #returned(task: RunningTask): void {
    const outcome = task.chosen ?? COMPLETE;
    if (this.#leave(task, outcome)) this.#parts.settler.settle(task, outcome);
  }

  #threw(task: RunningTask, error: unknown): void {
    if (!this.#leave(task)) return;
    if (task.overLimit)
      this.#fail(task, error === task.abortReason ? error : overLimit(task, error));
    else if (task.abortReason === undefined) this.#fail(task, error);
    // Stopped: not its fault.
    else this.#parts.settler.settle(task, task.chosen ?? RELEASE);
  }

  #refuse(task: RunningTask, reason: string): void {
    if (this.#leave(task)) this.#parts.settler.settle(task, { verb: 'hold', reason });
  }

  /** Frees the slot. @returns whether the broker is to be told the outcome */
  #leave(task: RunningTask, outcome?: Outcome): boolean {
    const { context, slots, settler } = this.#parts;
    task.endedAt = context.clock.monotonic();
    slots.release(task);
    context.waiters.wake();
    if (task.outcome !== undefined || settler.stopped) return false;
    if (task.endedAt >= task.lease.expiresAt) this.leaseEnded(task, leaseLost(task.lease));
    if (task.lost === undefined || (this.#lateComplete && outcome === COMPLETE)) return true;
    context.life.lost(task, task.lost);
    return false;
  }

  #fail(task: RunningTask, error: unknown): void {
    const { context, settler } = this.#parts;
    const { adapter, random, clock, life } = context;
    life.failed(task, error, clock.monotonic() - task.startedAt);
    settler.settle(task, task.chosen ?? failureOutcome(adapter, random, task, error));
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
