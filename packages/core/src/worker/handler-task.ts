import { checkOptions } from '../adapter/check-options.js';
import { checkWhole, MAX_PRIORITY, shown } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import type { Context, RetryOptions, Task } from '../task/task.js';
import type { LeaseKeeper } from './lease-keeper.js';
import { policyDelay } from './outcome.js';
import type { RunningTask } from './running-task.js';
import type { WorkerContext } from './worker-context.js';

/**
 * A running task as its handler and the middleware see it. The worker reads nothing from this
 * object, so whatever they write on it stays among them.
 */
export class HandlerTask implements Task {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly data: unknown;
  readonly context: Context;
  readonly attempts: number | undefined;
  readonly priority: number | undefined;
  readonly #running: RunningTask;
  readonly #worker: WorkerContext;
  readonly #keeper: LeaseKeeper;

  constructor(running: RunningTask, worker: WorkerContext, keeper: LeaseKeeper) {
    this.id = running.lease.taskId;
    this.name = running.name;
    this.queue = running.lease.queue;
    this.data = running.data;
    this.context = running.context;
    this.attempts = running.attempts;
    this.priority = running.priority;
    this.#running = running;
    this.#worker = worker;
    this.#keeper = keeper;
  }

  get signal(): AbortSignal {
    return this.#running.signal;
  }

  retry(options: RetryOptions = {}): void {
    const { definition } = this.#running;
    if (definition === undefined)
      throw new JobQueueError('unexpected', `task ${this.id} has no definition`);
    const { adapter, random } = this.#worker;
    const own = checkOptions(`task ${this.name}: retry`, options, ['delayMs', 'priority']);
    const { delayMs = policyDelay(adapter, random, this.#running), priority } = own;
    checkWhole(`task ${this.name}: retry delayMs`, delayMs, 0, adapter.supports.maxDelayMs);
    if (priority !== undefined)
      checkWhole(`task ${this.name}: retry priority`, priority, 0, MAX_PRIORITY);
    this.#running.choose({ verb: 'retry', delayMs, priority });
  }

  hold(reason: string): void {
    if (typeof reason !== 'string' || reason === '')
      throw new JobQueueError(
        'invalid',
        `task ${this.name}: hold reason ${shown(reason)}: say why, in a text that is not empty`,
      );
    this.#running.choose({ verb: 'hold', reason });
  }

  touch(): Promise<void> {
    return this.#keeper.touch(this.#running);
  }

  progress(value: unknown): void {
    this.#worker.life.progress(this.#running, value);
  }
}
