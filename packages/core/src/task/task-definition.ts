import { checkOptions } from '../adapter/check-options.js';
import { checkTaskName, checkWhole, MAX_PRIORITY } from '../adapter/checks.js';
import { type HandlerObject, type Perform, performOf } from './handler.js';
import {
  checkRetryPolicy,
  DEFAULT_RETRY_POLICY,
  maxAttemptsOf,
  type RetryPolicy,
} from './retry-policy.js';
import {
  checkSchema,
  type SchemaInput,
  type SchemaOutput,
  type StandardSchemaV1,
} from './standard-schema.js';

/** How tasks of one definition are put and run. Times in milliseconds. */
export interface TaskOptions {
  /** 0 (first) … 2^32−1. Default 512. */
  readonly priority?: number;
  /** Before the task is ready. Default 0. */
  readonly delayMs?: number;
  /**
   * Time to run: a worker that shows no sign of life for so long loses the task. Default 60 000.
   */
  readonly ttrMs?: number;
  /** Default: `DEFAULT_RETRY_POLICY`. */
  readonly retry?: RetryPolicy;
  /**
   * Aborts the handler's signal with `time-limit` after this long; throwing then is a failure like
   * any other. The slot stays taken until the handler has returned. One that does not return in
   * time is retried or held shortly before its lease would lapse. Default: no limit.
   */
  readonly timeLimitMs?: number;
  /**
   * Delivered more often than this, the task is held without running: it may be what kills its
   * workers. Also counts `task.retry` and lapsed leases. Default 20, or twice the policy's
   * `maxAttempts`.
   */
  readonly maxDeliveries?: number;
}

/** A kind of task, shared by those who add it and those who run it. */
export interface TaskDefinition<Input, Output = Input> {
  readonly name: string;
  readonly priority: number;
  readonly delayMs: number;
  readonly ttrMs: number;
  readonly retry: RetryPolicy;
  readonly timeLimitMs: number | undefined;
  readonly maxDeliveries: number;
  /**
   * What travels is what was given to `add`; the schema's changes are made once, before the run.
   */
  readonly schema: StandardSchemaV1<Input, Output> | undefined;
  /** @throws JobQueueError `invalid` */
  handle(handler: Perform<Output> | HandlerObject<Output>): Handler;
}

/** A task definition with the code that runs it; made by `definition.handle`, given to a Worker. */
export interface Handler {
  readonly definition: TaskDefinition<unknown>;
  readonly perform: Perform<unknown>;
}

const OPTIONS = [
  'priority',
  'delayMs',
  'ttrMs',
  'retry',
  'timeLimitMs',
  'maxDeliveries',
  'data',
] as const;

const LONGEST_MS = Number.MAX_SAFE_INTEGER;

/**
 * Defines a task whose data is checked by a schema, at `add` and again before each run.
 * @throws JobQueueError `invalid`, naming the option
 */
export function defineTask<S extends StandardSchemaV1>(
  name: string,
  options: TaskOptions & { readonly data: S },
): TaskDefinition<SchemaInput<S>, SchemaOutput<S>>;
/**
 * Defines a task whose data has a type only: `defineTask<{ file: string }>('resize')`.
 * @throws JobQueueError `invalid`, naming the option
 */
export function defineTask<Data = undefined>(
  name: string,
  options?: TaskOptions & { readonly data?: never },
): TaskDefinition<Data>;
export function defineTask(
  name: string,
  options: TaskOptions & { readonly data?: StandardSchemaV1 } = {},
): TaskDefinition<unknown> {
  checkTaskName(name);
  const own = checkTaskOptions(name, options);
  const { retry = DEFAULT_RETRY_POLICY } = own;
  const definition: TaskDefinition<unknown> = {
    name,
    priority: own.priority ?? 512,
    delayMs: own.delayMs ?? 0,
    ttrMs: own.ttrMs ?? 60_000,
    retry,
    timeLimitMs: own.timeLimitMs,
    maxDeliveries: own.maxDeliveries ?? Math.max(20, 2 * maxAttemptsOf(retry)),
    schema: own.data,
    handle: (handler) => ({ definition, perform: performOf(name, handler) }),
  };
  return Object.freeze(definition);
}

/** @returns the options to read. @throws JobQueueError `invalid` */
function checkTaskOptions(
  name: string,
  options: TaskOptions & { readonly data?: StandardSchemaV1 },
): TaskOptions & { readonly data?: StandardSchemaV1 } {
  const what = (option: string): string => `task ${name}: ${option}`;
  const own = checkOptions(`task ${name}`, options, OPTIONS);
  const { priority, delayMs, ttrMs, timeLimitMs, maxDeliveries, retry, data } = own;
  if (priority !== undefined) checkWhole(what('priority'), priority, 0, MAX_PRIORITY);
  if (delayMs !== undefined) checkWhole(what('delayMs'), delayMs, 0, LONGEST_MS);
  if (ttrMs !== undefined) checkWhole(what('ttrMs'), ttrMs, 1, LONGEST_MS);
  if (timeLimitMs !== undefined) checkWhole(what('timeLimitMs'), timeLimitMs, 1, LONGEST_MS);
  if (maxDeliveries !== undefined) checkWhole(what('maxDeliveries'), maxDeliveries, 1, LONGEST_MS);
  if (retry !== undefined) checkRetryPolicy(what('retry'), retry);
  if (data !== undefined) checkSchema(what('data'), data);
  return own;
}
