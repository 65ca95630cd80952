import { supportsRule } from '../adapter/adapter-check.js';
import { Batcher } from '../adapter/batcher.js';
import { leaseLost } from '../adapter/refusals.js';
import { type ErrorCode, JobQueueError } from '../errors.js';
import { Alarm } from '../time/alarm.js';
import type { RunningTask } from './running-task.js';
import type { Slots } from './slots.js';
import type { WorkerContext } from './worker-context.js';

interface PendingTouch {
  readonly task: RunningTask;
  readonly resolve?: () => void;
  readonly reject?: (error: JobQueueError) => void;
}

/** Who acts on what the lease-keeper finds: the processor. */
export interface LeaseEnds {
  /** The lease of a running task is not ours any more. */
  leaseEnded(task: RunningTask, error: JobQueueError): void;
  /** Settles a task over its time limit whose handler does not return. */
  giveUp(task: RunningTask): void;
}

// The ttr divided by these. A touch after one third leaves time for two more should it fail; short
// tasks, the usual ones, are never touched at all. What is due soon goes along in the same request.
const TOUCH_AFTER = 3;
const TOUCH_AGAIN_AFTER = 9;
const TOUCH_ALONG = 12;
const GIVE_UP_BEFORE_END = 6;

const LOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'lease-lost',
  'already-settled',
  'not-found',
]);

/**
 * Keeps the leases of running tasks alive, and tells their handlers when one is lost. Goes by
 * `lease.expiresAt`, which the adapter counts from before its request left, so it errs early. Where
 * the adapter can't touch it only watches.
 */
export class LeaseKeeper {
  readonly #context: WorkerContext;
  readonly #slots: Slots;
  readonly #ends: () => LeaseEnds;
  readonly #canTouch: boolean;
  readonly #alarm: Alarm;
  readonly #batcher: Batcher<PendingTouch> = new Batcher((touches) => void this.#send(touches));

  #stopped = false;

  /** @param ends answers the processor, which needs the lease-keeper to be made */
  constructor(context: WorkerContext, slots: Slots, ends: () => LeaseEnds) {
    this.#context = context;
    this.#slots = slots;
    this.#ends = ends;
    this.#canTouch = supportsRule(context.adapter, 'TOUCH') && context.adapter.touch !== undefined;
    this.#alarm = new Alarm(context.clock, () => this.#look());
  }

  /** From now on, until the task leaves its slot. */
  watch(task: RunningTask): void {
    const { expiresAt, ttrMs } = task.lease;
    if (this.#canTouch) task.touchAt = expiresAt - ttrMs + ttrMs / TOUCH_AFTER;
    this.#alarm.at(this.#dueAt(task));
  }

  /** Rejects with why the lease could not be restarted. */
  touch(task: RunningTask): Promise<void> {
    const refusal = this.#refusal(task);
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => this.#batcher.add({ task, resolve, reject }));
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.stop();
  }

  #refusal(task: RunningTask): JobQueueError | undefined {
    if (!this.#canTouch)
      return new JobQueueError('unsupported', `adapter ${this.#context.adapter.name} cannot touch`);
    if (task.lost !== undefined) return task.lost;
    if (task.outcome === undefined) return undefined;
    return new JobQueueError(
      'already-settled',
      `task ${task.id}: cannot touch after ${task.outcome.verb}`,
    );
  }

  #dueAt(task: RunningTask): number {
    const { expiresAt, ttrMs } = task.lease;
    if (task.overLimit) return expiresAt - ttrMs / GIVE_UP_BEFORE_END;
    return Math.min(task.touchAt, expiresAt);
  }

  #look(): void {
    const now = this.#context.clock.monotonic();
    let next = Infinity;
    this.#slots.forEach((task) => {
      if (task.lost !== undefined || task.outcome !== undefined) return;
      const { expiresAt, ttrMs } = task.lease;
      if (expiresAt <= now) return this.#ends().leaseEnded(task, leaseLost(task.lease));
      if (task.overLimit) {
        if (this.#dueAt(task) <= now) return this.#ends().giveUp(task);
      } else if (task.touchAt <= now + ttrMs / TOUCH_ALONG) {
        // Also the time of the next try should no answer come.
        task.touchAt = now + ttrMs / TOUCH_AFTER;
        this.#batcher.add({ task });
      }
      next = Math.min(next, this.#dueAt(task));
    });
    this.#alarm.at(next);
  }

  async #send(touches: readonly PendingTouch[]): Promise<void> {
    const leases = touches.map(({ task }) => task.lease);
    let resultAt: (index: number) => void | JobQueueError;
    try {
      const results = (await this.#context.adapter.touch?.(leases)) ?? [];
      resultAt = (index) => results[index];
    } catch (error) {
      const failure = JobQueueError.from(error, 'touch');
      resultAt = () => failure;
    }
    const told = new Set<JobQueueError>();
    for (const [index, touch] of touches.entries()) {
      const failure = this.#answered(touch, resultAt(index));
      if (failure === undefined || told.has(failure)) continue;
      told.add(failure);
      this.#context.life.fault(failure, touch.task.lease);
    }
  }

  /** @returns a failure that says nothing about the lease */
  #answered(
    { task, resolve, reject }: PendingTouch,
    result: void | JobQueueError,
  ): JobQueueError | undefined {
    const { expiresAt, ttrMs } = task.lease;
    const soon = this.#context.clock.monotonic() + ttrMs / TOUCH_AGAIN_AFTER;
    const failed = JobQueueError.is(result);
    task.touchAt = failed ? soon : Math.max(expiresAt - ttrMs + ttrMs / TOUCH_AFTER, soon);
    if (task.slot >= 0) this.#alarm.at(this.#dueAt(task));
    if (!failed) {
      resolve?.();
      return undefined;
    }
    reject?.(result);
    if (task.outcome !== undefined || this.#stopped) return undefined;
    if (!LOST.has(result.code)) return result;
    this.#ends().leaseEnded(task, result);
    return undefined;
  }
}
