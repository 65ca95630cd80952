import { checkWhole, MAX_PRIORITY } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import type { Codec } from '../task/codec.js';
import type { Handler } from '../task/task-definition.js';
import type { RetryOptions } from '../task/task.js';
import { policyDelay } from './failure.js';
import { Fetcher } from './fetcher.js';
import { LeaseKeeper } from './lease-keeper.js';
import type { Outcome } from './outcome.js';
import { Processor } from './processor.js';
import type { RunningTask, TaskHost } from './running-task.js';
import { Settler } from './settler.js';
import type { Slots } from './slots.js';
import { TimeLimits } from './time-limits.js';
import type { WorkerContext } from './worker-context.js';
import type { WorkerLimits } from './worker-options.js';

export interface CrewOptions {
  readonly context: WorkerContext;
  readonly queues: readonly string[];
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly codec: Codec;
  readonly slots: Slots;
  readonly limits: WorkerLimits;
}

/** The five roles of a worker, introduced to each other. */
export interface Crew {
  readonly fetcher: Fetcher;
  readonly slots: Slots;
  readonly settler: Settler;
  /** Ends all timers; nothing is sent afterwards. */
  stop(): void;
}

const LONGEST_WAIT_MS = 20_000;

export function assemble({ context, queues, handlers, codec, slots, limits }: CrewOptions): Crew {
  const settler = new Settler(context);
  const keeper: LeaseKeeper = new LeaseKeeper(context, slots, (task) => processor.giveUp(task));
  const timeLimits = new TimeLimits(context.clock, slots);
  const host = hostOf(context, keeper, settler);
  const processor: Processor = new Processor({
    context,
    codec,
    handlers,
    slots,
    settler,
    keeper,
    limits: timeLimits,
    host,
  });
  const fetcher = new Fetcher({
    context,
    queues,
    slots,
    settler,
    processor,
    waitMs: waitFor(context, handlers),
    maxTasks: limits.tasks ?? Infinity,
    untilIdle: limits.idle ?? false,
  });
  const stop = (): void => {
    fetcher.end();
    for (const role of [keeper, timeLimits, settler]) role.stop();
  };
  return { fetcher, slots, settler, stop };
}

/** Well below the ttr: an adapter may count a lease from the moment the wait began. */
function waitFor({ adapter }: WorkerContext, handlers: ReadonlyMap<string, Handler>): number {
  let wait = Math.min(LONGEST_WAIT_MS, adapter.supports.maxWaitMs);
  for (const { definition } of handlers.values())
    wait = Math.min(wait, Math.floor(definition.ttrMs / 2));
  return wait;
}

function hostOf(context: WorkerContext, keeper: LeaseKeeper, settler: Settler): TaskHost {
  return {
    worker: context.name,
    retryOutcome: (task, options) => retryOutcome(context, task, options),
    touch: (task) => keeper.touch(task),
    progress: (task, value) => {
      if (context.events.has('task.progress') && !settler.stopped)
        context.events.emit('task.progress', { ...task.facts(), value });
    },
  };
}

function retryOutcome(context: WorkerContext, task: RunningTask, options: RetryOptions): Outcome {
  const { definition } = task;
  if (definition === undefined)
    throw new JobQueueError('unexpected', `task ${task.id} has no definition`);
  const { maxDelayMs } = context.adapter.supports;
  const { delayMs = policyDelay(context, definition, task.attempts), priority } = options;
  checkWhole(`task ${task.name}: retry delayMs`, delayMs, 0, maxDelayMs);
  if (priority !== undefined)
    checkWhole(`task ${task.name}: retry priority`, priority, 0, MAX_PRIORITY);
  return { verb: 'retry', delayMs, priority };
}
