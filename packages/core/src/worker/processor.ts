import type { Reservation } from '../adapter/adapter.js';
import { shown } from '../adapter/checks.js';
import { leaseLost } from '../adapter/lease-book.js';
import { messageOf } from '../errors.js';
import type { Codec, Decoded } from '../task/codec.js';
import {
  describeIssues,
  type SchemaResult,
  type StandardSchemaV1,
} from '../task/standard-schema.js';
import type { Handler } from '../task/task-definition.js';
import { failureOutcome } from './failure.js';
import type { LeaseKeeper } from './lease-keeper.js';
import { COMPLETE, type Outcome, RELEASE } from './outcome.js';
import { RunningTask, type TaskHost } from './running-task.js';
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
  readonly host: TaskHost;
}

/** Runs one delivery: decode, find its handler, check its data, perform, decide the outcome. */
export class Processor {
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
    const { context, codec, slots, keeper, host } = this.#parts;
    const task = new RunningTask(reservation, host);
    task.startedAt = context.clock.monotonic();
    if (task.lease.expiresAt <= task.startedAt) {
      context.lose(task, leaseLost(task.lease));
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
    this.#parts.settler.settle(new RunningTask(reservation, this.#parts.host), RELEASE);
  }

  /**
   * Settles a task over its time limit while its handler still runs; what that returns is ignored.
   */
  giveUp(task: RunningTask): void {
    this.#fail(task, overLimit(task));
  }

  #decoded(task: RunningTask, decoded: Decoded): void {
    if (decoded === null || typeof decoded !== 'object' || 'undecodable' in decoded) {
      this.#fetched(task);
      return this.#refuse(task, decoded?.undecodable ?? 'the codec gave nothing');
    }
    task.name = decoded.task;
    task.data = decoded.data;
    if (decoded.context !== undefined) task.context = decoded.context;
    this.#fetched(task);
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
    if (task.lost || task.abortReason !== undefined) return this.#threw(task, task.abortReason);
    task.startedAt = this.#parts.context.clock.monotonic();
    const limit = handler.definition.timeLimitMs;
    if (limit !== undefined) this.#parts.limits.watch(task, limit);
    let returned: unknown;
    try {
      returned = handler.perform(task);
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
    if (this.#leave(task) || (this.#lateComplete && outcome === COMPLETE))
      this.#parts.settler.settle(task, outcome);
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

  /** Frees the slot. @returns whether the delivery is still to be settled */
  #leave(task: RunningTask): boolean {
    const { context, slots, settler } = this.#parts;
    task.endedAt = context.clock.monotonic();
    slots.release(task);
    context.bell.ring();
    if (task.outcome !== undefined || settler.stopped) return false;
    if (task.endedAt >= task.lease.expiresAt) context.lose(task, leaseLost(task.lease));
    return !task.lost;
  }

  #fail(task: RunningTask, error: unknown): void {
    const { context, settler } = this.#parts;
    if (context.events.has('task.failed')) {
      const durationMs = context.clock.monotonic() - task.startedAt;
      context.events.emit('task.failed', { ...task.facts(), error, durationMs });
    }
    const outcome: Outcome = task.chosen ?? failureOutcome(context, task, error);
    settler.settle(task, outcome);
  }

  #fetched(task: RunningTask): void {
    const { events } = this.#parts.context;
    if (events.has('task.fetched')) events.emit('task.fetched', task.facts());
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
