import type { Codec } from '../task/codec.js';
import type { Handler } from '../task/task-definition.js';
import { Fetcher } from './fetcher.js';
import { LeaseKeeper } from './lease-keeper.js';
import { Processor } from './processor.js';
import { Settler } from './settler.js';
import type { Slots } from './slots.js';
import { TimeLimits } from './time-limits.js';
import type { WorkerContext } from './worker-context.js';
import type { WorkerLimits } from './worker-options.js';

export interface RolesOptions {
  readonly context: WorkerContext;
  readonly queues: readonly string[];
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly codec: Codec;
  readonly slots: Slots;
  readonly limits: WorkerLimits;
}

/** The five roles of a worker, introduced to each other. */
export interface Roles {
  readonly fetcher: Fetcher;
  readonly slots: Slots;
  readonly settler: Settler;
  /** Ends all timers; nothing is sent afterwards. */
  stop(): void;
}

const LONGEST_WAIT_MS = 20_000;

/** Makes the roles of one worker; nothing runs yet. */
export function makeRoles({
  context,
  queues,
  handlers,
  codec,
  slots,
  limits,
}: RolesOptions): Roles {
  const settler = new Settler(context);
  const keeper: LeaseKeeper = new LeaseKeeper(context, slots, () => processor);
  const timeLimits = new TimeLimits(context.clock, slots);
  const processor: Processor = new Processor({
    context,
    codec,
    handlers,
    slots,
    settler,
    keeper,
    limits: timeLimits,
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
