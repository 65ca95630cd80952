// index.d.ts
export { defineTask, type TaskDefinition, type TaskOptions } from './task-definition.js';
export type { SchemaInput, SchemaIssue, SchemaOutput, SchemaResult, StandardSchemaV1, } from './standard-schema.js';
export * from './task.js';
export { type PeekedTask, Queue, type QueueOptions } from './queue.js';
export type { AddAllOptions, AddArguments, AddOptions } from './add-options.js';
export { Worker } from './worker/worker.js';
export type { QueueSource, StopOptions, WorkerLimits, WorkerOptions, } from './worker/worker-options.js';
export type { Middleware } from './worker/middleware.js';
export type { Handler, HandlerObject, Perform } from './handler.js';
export type { Listener } from './emitter.js';
export * from './events.js';
export * from './worker-report.js';
export { DEFAULT_RETRY_POLICY, delayFor, type ExponentialRetryPolicy, type FixedRetryPolicy, type ListRetryPolicy, maxAttemptsOf, type RetryPolicy, sidekiqLike, type SidekiqLikeRetryPolicy, } from './retry-policy.js';
export * from './errors.js';
export { type AdapterFactory, connect } from './connect.js';
export * from './codec.js';
export { ENVELOPE_VERSION, jsonCodec } from './envelope.js';
export * from './adapter.js';
export * from './capabilities.js';
export * from './rules.js';
export * from './rule-verbs.js';
export * from './limits.js';
export * from './lease-book.js';
export * from './query-options.js';
export * from './clock.js';
export * from './manual-clock.js';
export { memory, type MemoryAdapter, type MemoryOptions } from './memory/memory.js';
export { MemoryStore } from './memory/store.js';
export { memorySupports, type MemorySupports } from './memory/supports.js';
export * from './emulations/transport.js';
export * from './emulations/frame.js';
export * from './emulations/adapter-over.js';
export * from './emulations/bands.js';
export * from './emulations/hops.js';
export * from './emulations/resending.js';
export * from './emulations/clock.js';
export * from './emulations/parking.js';
export { type Emulated, type Emulating, emulating } from './emulations/emulated.js';
export { copyOf, type Move, Mover, unseenMove } from './emulations/mover.js';
export { isHeldPlace } from './emulations/places.js';
export { deliveryLost, fillIn } from './emulations/results.js';
export type { Expiring } from './emulations/parked-tasks.js';
export * from './tcp/address.js';
export * from './tcp/dialer.js';
export * from './tcp/link-errors.js';
export * from './tcp/pending-line.js';
export * from './tcp/pipelined-connection.js';
export * from './tcp/servers.js';
export * from './tcp/sole-connection.js';
export * from './tcp/takers.js';
export * from './tcp/until-aborted.js';

// task-definition.d.ts
import { type Handler, type HandlerObject, type Perform } from './handler.js';
import { type RetryPolicy } from './retry-policy.js';
import { type SchemaInput, type SchemaOutput, type StandardSchemaV1 } from './standard-schema.js';
/** How tasks of one definition are put and run. Times in milliseconds. */
export interface TaskOptions {
    /** 0 (first) … 2^32−1. Default 512. */
    readonly priority?: number;
    /** Before the task is ready. Default 0. */
    readonly delayMs?: number;
    /** Time to run: a worker that shows no sign of life for so long loses the task. Default 60 000. */
    readonly ttrMs?: number;
    /** Default: `DEFAULT_RETRY_POLICY`. */
    readonly retry?: RetryPolicy;
    /**
     * Aborts the handler's signal with `time-limit` after this long; throwing then is a failure like any
     * other. The slot stays taken until the handler has returned. One that does not return in time is
     * retried or held shortly before its lease would lapse. Default: no limit.
     */
    readonly timeLimitMs?: number;
    /**
     * Delivered more often than this, the task is held without running: it may be what kills its workers.
     * Also counts `task.retry` and lapsed leases. Default 20, or twice the policy's `maxAttempts`.
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
    /** What travels is what was given to `add`; the schema's changes are made once, before the run. */
    readonly schema: StandardSchemaV1<Input, Output> | undefined;
    /** @throws JobQueueError `invalid` */
    handle(handler: Perform<Output> | HandlerObject<Output>): Handler;
}
/**
 * Defines a task whose data is checked by a schema, at `add` and again before each run.
 * @throws JobQueueError `invalid`, naming the option
 */
export declare function defineTask<S extends StandardSchemaV1>(name: string, options: TaskOptions & {
    readonly data: S;
}): TaskDefinition<SchemaInput<S>, SchemaOutput<S>>;
/**
 * Defines a task whose data has a type only: `defineTask<{ file: string }>('resize')`.
 * @throws JobQueueError `invalid`, naming the option
 */
export declare function defineTask<Data = undefined>(name: string, options?: TaskOptions & {
    readonly data?: never;
}): TaskDefinition<Data>;

// handler.d.ts
import type { TaskDefinition } from './task-definition.js';
import type { Task } from './task.js';
/** Runs one task. What it returns is ignored; a promise is awaited. */
export type Perform<Data> = (task: Task<Data>) => unknown;
/**
 * A handler in three steps, for resources that belong to one run. `tearDown` runs after every `setUp`,
 * also when `setUp` or `perform` threw; the first error is the task's failure.
 */
export interface HandlerObject<Data> {
    setUp?(task: Task<Data>): unknown;
    perform(task: Task<Data>): unknown;
    tearDown?(task: Task<Data>): unknown;
}
/** A task definition with the code that runs it; made by `definition.handle`, given to a Worker. */
export interface Handler {
    readonly definition: TaskDefinition<unknown>;
    readonly perform: Perform<unknown>;
}
/** One function out of either form. @throws JobQueueError `invalid` */
export declare function performOf<Data>(name: string, handler: Perform<Data> | HandlerObject<Data>): Perform<Data>;

// task.d.ts
/** What travels with a task beside its data: language, tenant, trace … A JSON object. */
export type Context = Readonly<Record<string, unknown>>;
export interface RetryOptions {
    /** Default: what the task's retry policy says for this attempt. */
    readonly delayMs?: number;
    /** Default: the task keeps its own. */
    readonly priority?: number;
}
/**
 * One delivery of a task, as its handler sees it. Returning completes the task; throwing retries it by
 * its policy and holds it when attempts run out. `retry` and `hold` choose another outcome: the first
 * call decides, and it takes effect when the handler has returned. An error with `retryable: false` holds
 * the task at once.
 */
export interface Task<Data = unknown> {
    readonly id: string;
    readonly name: string;
    readonly queue: string;
    readonly data: Data;
    readonly context: Context;
    /** Deliveries, this one included; undefined where the broker can't say. */
    readonly attempts: number | undefined;
    readonly priority: number | undefined;
    /**
     * Aborts when the work has become pointless. Its reason is a JobQueueError: `lease-lost` (somebody
     * else may run the task now), `time-limit`, or `aborted` (the worker stops).
     */
    readonly signal: AbortSignal;
    /**
     * Run again later instead of completing. Does not throw: return after it.
     * @throws JobQueueError `invalid` (delay or priority), `already-settled` (after another outcome)
     */
    retry(options?: RetryOptions): void;
    /**
     * Set the task aside until somebody unholds it. Does not throw: return after it.
     * @throws JobQueueError `already-settled` (after another outcome)
     */
    hold(reason: string): void;
    /**
     * Restarts the full ttr now. The worker already touches in time; this is for code that blocks the
     * event loop and wants a fresh lease before.
     * Rejects with JobQueueError `lease-lost`, `unsupported`, or what the broker answered.
     */
    touch(): Promise<void>;
    /** Tells listeners of `task.progress`; nothing is stored. */
    progress(value: unknown): void;
}

// retry-policy.d.ts
/**
 * When a task whose handler threw runs again, as plain data: it can be stored, compared and shown.
 * `maxAttempts` counts deliveries, the first included; the throw of the last one holds the task.
 */
export type RetryPolicy = FixedRetryPolicy | ListRetryPolicy | ExponentialRetryPolicy | SidekiqLikeRetryPolicy;
/** The same delay each time. */
export interface FixedRetryPolicy {
    readonly kind: 'fixed';
    readonly delayMs: number;
    readonly maxAttempts: number;
}
/** One delay per failure; the last one repeats. */
export interface ListRetryPolicy {
    readonly kind: 'list';
    readonly delaysMs: readonly number[];
    /** Default: one more than there are delays. */
    readonly maxAttempts?: number;
}
/** `baseMs × factor^(attempt − 1)`, at most `capMs`; with full jitter a random time up to that. */
export interface ExponentialRetryPolicy {
    readonly kind: 'exponential';
    readonly baseMs: number;
    /** Default 2. */
    readonly factor?: number;
    /** Default one hour. */
    readonly capMs?: number;
    /** Default full. */
    readonly jitter?: 'full' | 'none';
    readonly maxAttempts: number;
}
/** `attempt⁴ + 15 + random(0–29) × (attempt + 1)` seconds. */
export interface SidekiqLikeRetryPolicy {
    readonly kind: 'sidekiqLike';
    /** Default 4. */
    readonly maxAttempts?: number;
}
/** For definitions without a policy: up to 1, 3, 9, 27 … s, at most 1 h, at random; ten attempts. */
export declare const DEFAULT_RETRY_POLICY: RetryPolicy;
/** Four failures, the waits growing from 16 s to minutes, then hold. */
export declare const sidekiqLike: RetryPolicy;
/** How many deliveries a task may have before a throw holds it. */
export declare function maxAttemptsOf(policy: RetryPolicy): number;
/**
 * The delay in whole milliseconds after the failure of delivery number `attempt` (1 = the first).
 * @param random gives numbers in [0, 1), as Math.random does
 */
export declare function delayFor(policy: RetryPolicy, attempt: number, random: () => number): number;
/** @throws JobQueueError `invalid`, naming the field */
export declare function checkRetryPolicy(what: string, policy: RetryPolicy): void;

// standard-schema.d.ts
/**
 * The part of the Standard Schema specification, version 1, that jq calls. Zod, Valibot, ArkType and
 * others implement it, so any of their schemas can describe a task's data.
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown) => SchemaResult<Output> | PromiseLike<SchemaResult<Output>>;
        /** Never set at run time; carries the types. */
        readonly types?: {
            readonly input: Input;
            readonly output: Output;
        } | undefined;
    };
}
export type SchemaResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly SchemaIssue[];
};
export interface SchemaIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
        readonly key: PropertyKey;
    })[] | undefined;
}
export type SchemaInput<S extends StandardSchemaV1> = NonNullable<S['~standard']['types']>['input'];
export type SchemaOutput<S extends StandardSchemaV1> = NonNullable<S['~standard']['types']>['output'];
/** @throws JobQueueError `invalid` unless `value` is a version 1 Standard Schema. */
export declare function checkSchema(what: string, value: unknown): asserts value is StandardSchemaV1;
/** The issues on one line, each with the place it was found at. */
export declare function describeIssues(issues: readonly SchemaIssue[]): string;

// queue.d.ts
import type { Adapter, CallOptions, QueueStats, Results, TaskView, UnholdSelection } from './adapter.js';
import type { AddAllOptions, AddArguments } from './add-options.js';
import type { Capabilities, Needs } from './capabilities.js';
import type { Codec, Decoded } from './codec.js';
import type { Rule } from './rules.js';
import type { TaskDefinition } from './task-definition.js';
import type { Context } from './task.js';
export interface QueueOptions {
    /** Default: JSON, docs/wire-format.md. */
    readonly codec?: Codec;
    /** Called at each `add`; what it gives travels with the task. */
    readonly context?: () => Context | undefined;
    /** Rules this program relies on, for adapters known only at run time: checked at once. */
    readonly needs?: readonly Rule[];
}
/** A task as `peek` shows it, with its body decoded. */
export interface PeekedTask extends TaskView {
    readonly message: Decoded;
}
/**
 * One named queue of a broker: adds tasks and looks after them. A method that the adapter does not
 * support is a compile error where its capabilities are known, else `unsupported` when called.
 */
export declare class Queue<C extends Capabilities = Capabilities> {
    #private;
    readonly name: string;
    readonly adapter: Adapter<C>;
    readonly codec: Codec;
    /** @throws JobQueueError `invalid` (name, adapter), `unsupported` (something in `needs`) */
    constructor(name: string, adapter: Adapter<C>, options?: QueueOptions);
    /**
     * Adds one task; resolves with its id when the broker has it. Adds of one tick travel together.
     * Rejects with JobQueueError `invalid` (data, an option), `too-large`, `unsupported`, `aborted`,
     * `closed`, `unavailable`, or `ambiguous` (the task may exist).
     */
    add<Input>(task: TaskDefinition<Input, unknown>, ...rest: AddArguments<NoInfer<Input>, C>): Promise<string>;
    /**
     * Adds many in few requests; each result is an id or why that task alone failed, as for `add`. Rejects
     * when no request succeeded.
     */
    addAll<Input>(task: TaskDefinition<Input, unknown>, data: readonly NoInfer<Input>[], options?: AddAllOptions<C>): Promise<Results<string>>;
    /** How many tasks are in which state, and whether the queue is paused. */
    stats(options?: CallOptions, ..._needs: Needs<C, 'STATS'>): Promise<QueueStats>;
    /** Up to `max` tasks of a state, the next to leave it first; nothing changes. */
    peek(state: C['peek'][number], max?: number, options?: CallOptions, ..._needs: Needs<C, 'PEEK'>): Promise<readonly PeekedTask[]>;
    /** Makes held tasks ready: the `max` longest held, or those named. Answers how many. */
    unhold(which: UnholdSelection, options?: CallOptions, ..._needs: Needs<C, 'HOLD'>): Promise<number>;
    /** Deletes ready, delayed or held tasks; a reserved one answers `task-reserved`. */
    remove(ids: readonly string[], options?: CallOptions, ..._needs: Needs<C, 'REMOVE'>): Promise<Results>;
    /** Deletes all tasks of a state, or all that are not reserved; answers how many. */
    purge(state?: C['purge'][number], options?: CallOptions, ..._needs: Needs<C, 'PURGE'>): Promise<number>;
    /** Gives no tasks to workers for `forMs`, or until `resume`. Adding goes on. */
    pause(forMs?: number, ..._needs: Needs<C, 'PAUSE'>): Promise<void>;
    resume(..._needs: Needs<C, 'PAUSE'>): Promise<void>;
    /**
     * Waits for the adds under way, then closes the adapter, also for other queues and workers on it.
     * Safe to call twice.
     */
    close(): Promise<void>;
}

// adapter.d.ts
import type { Capabilities } from './capabilities.js';
import type { JobQueueError } from './errors.js';
/** Where a task is; a completed or removed one is in none. */
export type TaskState = 'ready' | 'delayed' | 'reserved' | 'held';
/** One entry per argument, at its index: the value, or why that item alone failed. */
export type Results<T = void> = readonly (T | JobQueueError)[];
export interface CallOptions {
    /** Gives up waiting with `aborted`; what was already sent may still happen. */
    readonly signal?: AbortSignal;
}
/** Numbers are whole; `checkNewTask` says the ranges. */
export interface NewTask {
    /** 1–63 printable ASCII characters without spaces, unique in its queue. */
    readonly id: string;
    readonly body: Uint8Array;
    /** 0 (first) … 2^32−1. */
    readonly priority: number;
    readonly delayMs: number;
    readonly ttrMs: number;
}
/** The right to settle one delivery. Valid until settled, lapsed or given back. */
export interface Lease {
    readonly queue: string;
    readonly taskId: string;
    /** The adapter's own proof; nobody else looks inside. */
    readonly token: unknown;
    readonly ttrMs: number;
    /** On `Clock.monotonic`, counted from before the request left, so it errs early. `touch` moves it. */
    readonly expiresAt: number;
}
export interface Reservation {
    readonly lease: Lease;
    readonly body: Uint8Array;
    /** Deliveries, this one included; undefined where the broker can't say. */
    readonly attempts: number | undefined;
    readonly priority: number | undefined;
}
export interface Retry {
    readonly lease: Lease;
    readonly delayMs: number;
    /** Unset: the task keeps its own. */
    readonly priority?: number;
}
export interface ReserveOptions extends CallOptions {
    /** Most tasks to give, at least 1. */
    readonly max: number;
    /** How long to wait for the first; 0 asks once. */
    readonly waitMs: number;
}
/** What `peek` shows. Fields a broker can't tell are left out. */
export interface TaskView {
    readonly id: string;
    readonly state: TaskState;
    readonly body: Uint8Array;
    readonly priority?: number;
    readonly attempts?: number;
    readonly ttrMs?: number;
    /** Until due (delayed) or until the lease lapses (reserved). */
    readonly timeLeftMs?: number;
}
export type QueueStats = Readonly<Record<TaskState, number>> & {
    readonly paused: boolean;
};
export type UnholdSelection = {
    readonly max: number;
} | {
    readonly ids: readonly string[];
};
/**
 * One broker. Every verb takes a batch; a verb the broker lacks is left out, and `supports` says so.
 * A call rejects only when all of it failed; per-item failures are in its results.
 */
export interface Adapter<C extends Capabilities = Capabilities> {
    /** Lower case, as in the package name; used in errors, events and metrics. */
    readonly name: string;
    readonly supports: C;
    /** Connects; safe to call again. Other verbs open by themselves. */
    open(options?: CallOptions): Promise<void>;
    /** Resolves when the broker has the tasks, with their ids. */
    put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results<string>>;
    /** Up to `max` tasks; waits only for the first. An aborted wait resolves with what it has or rejects `aborted`. */
    reserve(queues: readonly string[], options: ReserveOptions): Promise<readonly Reservation[]>;
    complete(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    retry(retries: readonly Retry[], options?: CallOptions): Promise<Results>;
    /** Restarts the full ttr from now and moves the lease's `expiresAt`. */
    touch?(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    hold?(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    /** Frees held tasks, oldest hold first; answers how many. */
    unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
    peek?(queue: string, state: TaskState, max: number, o?: CallOptions): Promise<readonly TaskView[]>;
    /** Ready, delayed or held tasks; a reserved one answers `task-reserved`, an unknown one `not-found`. */
    remove?(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results>;
    /** Deletes all tasks of one state, or all that are not reserved; answers how many. */
    purge?(queue: string, state?: TaskState, options?: CallOptions): Promise<number>;
    /** No task is given for `forMs`; 0 resumes. */
    pause?(queue: string, forMs: number, options?: CallOptions): Promise<void>;
    stats?(queue: string, options?: CallOptions): Promise<QueueStats>;
    /** Names of queues that have or had tasks. */
    queues?(options?: CallOptions): Promise<readonly string[]>;
    /** Gives back every open lease, then disconnects. Safe to call twice. */
    close(): Promise<void>;
}

// capabilities.d.ts
import type { TaskState } from './adapter.js';
import type { Rule } from './rules.js';
/** How a rule is kept. An emulation names its hazard in one sentence, for users. */
export type Support = 'native' | 'unsupported' | {
    readonly emulated: string;
};
/** What an adapter guarantees and how far; fixed data, proven by @jq/contract. Times in milliseconds. */
export interface Capabilities {
    readonly rules: Readonly<Record<Rule, Support>>;
    /** The worst event that an acknowledged put survives. */
    readonly durable: 'nothing' | 'process-crash' | 'power-loss';
    /** Who can share one store. */
    readonly shared: 'process' | 'machine' | 'network';
    /** exact: (priority, put order). banded: by priority band only. none: best effort. */
    readonly ordering: 'exact' | 'banded' | 'none';
    /** Order among the queues of one reserve. */
    readonly queueOrder: 'as-given' | 'priority' | 'none';
    /** timed: ends by the broker's clock. connection: also ends with its connection. */
    readonly lease: 'timed' | 'connection';
    /** strict: a lapsed lease can never affect a later one. best-effort: the broker may err. */
    readonly fencing: 'strict' | 'best-effort';
    /** A lapsed lease may still complete a task that nobody took since. */
    readonly lateComplete: boolean;
    readonly attempts: 'exact' | 'since-restart' | 'approximate' | 'explicit-only';
    /** Distinct priorities told apart in 0 … 2^32−1. */
    readonly priorityLevels: number;
    readonly maxDelayMs: number;
    readonly maxTtrMs: number;
    readonly minTtrMs: number;
    /** Longest wait of one reserve; core repeats shorter ones. */
    readonly maxWaitMs: number;
    readonly maxBodyBytes: number;
    /** Most tasks of one broker request; longer arguments are split by the adapter. */
    readonly maxBatch: number;
    /** Resolution of delays and ttr: lateness stays within one step plus scheduling. */
    readonly timeStepMs: number;
    readonly exactCounts: boolean;
    /** A put with the id of a task that still exists changes nothing and succeeds. */
    readonly idempotentPut: boolean;
    /** States that `peek` can show; empty where PEEK is unsupported. */
    readonly peek: readonly TaskState[];
    /** States that `purge` can empty one by one; empty where PURGE is unsupported. */
    readonly purge: readonly TaskState[];
}
/**
 * An extra argument that nobody can pass, where `C` declares the rule unsupported: calling such a
 * method is then a compile error whose text names the rule.
 */
export type Needs<C extends Capabilities, R extends Rule> = 'unsupported' extends C['rules'][R] ? C['rules'][R] extends 'unsupported' ? [unsupported: {
    readonly 'this adapter does not support': R;
}] : [] : [];

// rules.d.ts
/** The rules every adapter is measured by; docs/contract-rules.md says each in a sentence. */
export declare const RULES: readonly ['DURABLE-PUT', 'ORDER', 'DELAY', 'EXCLUSIVE', 'LAPSE', 'TOUCH', 'FENCED', 'RETRY', 'HOLD', 'ATTEMPTS', 'WAIT', 'QUEUES', 'ABORT', 'CLOSE', 'BYTES', 'TOO-LARGE', 'BATCH', 'STATS', 'PEEK', 'REMOVE', 'PURGE', 'PAUSE', 'REDIAL', 'FOREIGN'];
export type Rule = (typeof RULES)[number];

// errors.d.ts
/** Stable reasons; each says what a caller can do about it. New ones may be added, none changes meaning. */
export type ErrorCode = 'aborted' | 'already-settled' | 'ambiguous' | 'closed' | 'invalid' | 'lease-lost' | 'not-found' | 'time-limit' | 'task-reserved' | 'too-large' | 'unavailable' | 'unsupported' | 'unexpected';
/** The only error class that jq throws. Tell kinds apart by `code`, never by message. */
export declare class JobQueueError extends Error {
    readonly name = "JobQueueError";
    readonly code: ErrorCode;
    constructor(code: ErrorCode, message: string, options?: {
        cause?: unknown;
    });
    /** True for errors of any installed copy of @jq/core; `instanceof` sees only its own. */
    static is(value: unknown, code?: ErrorCode): value is JobQueueError;
    /** Leaves a JobQueueError as it is; wraps anything else as `unexpected` with its cause. */
    static from(value: unknown, doing: string): JobQueueError;
}

// add-options.d.ts
import type { CallOptions } from './adapter.js';
import type { Capabilities } from './capabilities.js';
import type { Rule } from './rules.js';
import type { Context } from './task.js';
/** `Value` where the adapter keeps the rule, else nothing at all fits. */
type Where<C extends Capabilities, R extends Rule, Value> = [C['rules'][R]] extends ['unsupported'] ? never : Value;
/** Unset fields come from the task's definition. Times in milliseconds. */
export interface AddAllOptions<C extends Capabilities = Capabilities> extends CallOptions {
    readonly priority?: Where<C, 'ORDER', number>;
    readonly delayMs?: Where<C, 'DELAY', number>;
    readonly ttrMs?: number;
    /** Goes over the context that the queue captures. */
    readonly context?: Context;
}
export interface AddOptions<C extends Capabilities = Capabilities> extends AddAllOptions<C> {
    /**
     * 1–63 printable ASCII characters. Where the adapter declares `idempotentPut`, adding an id that is
     * still there changes nothing. Default: a new id that sorts by time.
     */
    readonly id?: string;
}
/** What follows the task in `add`: the data may be left out where `undefined` is allowed. */
export type AddArguments<Input, C extends Capabilities> = undefined extends Input ? [data?: Input, options?: AddOptions<C>] : [data: Input, options?: AddOptions<C>];
/** @throws JobQueueError `invalid` for a name that is no option: a typing error must not be dropped. */
export declare function checkAddOptions(task: string, options: object): void;
export {};

// codec.d.ts
import type { Context } from './task.js';
/** What a body says. */
export interface Message {
    /** The task's name. */
    readonly task: string;
    readonly data: unknown;
    readonly context?: Context | undefined;
}
/** Why a body can't be understood; the worker holds its task with this reason. */
export interface Undecodable {
    readonly undecodable: string;
}
/**
 * Turns messages into bodies and back. Give the same codec to the Queue and to the Worker. Either
 * direction may be asynchronous, for encryption or for bodies stored elsewhere.
 */
export interface Codec {
    /** May throw; `add` then rejects with `invalid`, naming the task. */
    encode(message: Message): Uint8Array | Promise<Uint8Array>;
    /** Answers a foreign or malformed body with the reason; a throw is taken as one. */
    decode(body: Uint8Array): Decoded | Promise<Decoded>;
}
export type Decoded = Message | Undecodable;

// worker/worker.d.ts
import type { Listener } from '../emitter.js';
import type { WorkerEvents } from '../events.js';
import type { Handler } from '../handler.js';
import type { WorkerReport } from '../worker-report.js';
import { type Middleware } from './middleware.js';
import type { QueueSource, StopOptions, WorkerOptions } from './worker-options.js';
/** Runs the tasks of one or more queues of one adapter. Lives once: run, then stop. */
export declare class Worker {
    #private;
    readonly name: string;
    /** @throws JobQueueError `invalid`, saying which argument */
    constructor(queues: QueueSource | readonly QueueSource[], handlers: readonly Handler[], options?: WorkerOptions);
    /**
     * Registers a listener. Listeners run in the order of registration; the same function twice runs once
     * per event; what they throw becomes an `error` event.
     * @returns a function that removes the listener
     */
    on<K extends keyof WorkerEvents>(event: K, listener: Listener<WorkerEvents[K]>): () => void;
    /** Puts code around every handler; the first registered is the outermost. Before `run` only. */
    use(middleware: Middleware): this;
    /**
     * Works until `stop`, a signal or a limit, and resolves with the report when all is settled.
     * Rejects with what `setUp` threw, or with the JobQueueError of an adapter that no further try can
     * mend: `invalid`, `unsupported`, `closed`.
     */
    run(): Promise<WorkerReport>;
    /**
     * Fetches no more; lets running handlers finish for `graceMs`; aborts the signals of the rest with
     * `aborted` and waits `abortMs`; gives back what never started. Takes at most `graceMs` and twice
     * `abortMs`. Handlers that still run then are reported as abandoned: closing the adapter or the end of
     * their leases frees those tasks. Always the same promise as `run`.
     */
    stop(options?: StopOptions): Promise<WorkerReport>;
}

// emitter.d.ts
/** Anything a listener returns is ignored; a rejection is reported like a throw. */
export type Listener<Event> = (event: Event) => unknown;
/**
 * Typed events. Listeners run in the order of their registration, synchronously; one that throws or
 * rejects harms neither the others nor whoever emits.
 */
export declare class Emitter<Events> {
    #private;
    /** @param failed told what a listener threw or rejected with; must not throw */
    constructor(failed: (event: keyof Events, error: unknown) => void);
    /**
     * Registers a listener; the same function twice still runs once per event.
     * @returns a function that removes it
     */
    on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void;
    /** Lets the emitting side skip building an event that nobody hears. */
    has(event: keyof Events): boolean;
    emit<K extends keyof Events>(name: K, event: Events[K]): void;
}

// events.d.ts
import type { JobQueueError } from './errors.js';
import type { WorkerReport } from './worker-report.js';
/** The delivery that an event is about. */
export interface TaskFacts {
    /** The worker's name. */
    readonly worker: string;
    readonly queue: string;
    readonly id: string;
    /** The task's name; undefined where the body could not be decoded. */
    readonly name: string | undefined;
    readonly attempts: number | undefined;
}
/** All events of a worker. Times in milliseconds. */
export interface WorkerEvents {
    'worker.start': {
        readonly worker: string;
        readonly queues: readonly string[];
        readonly concurrency: number;
    };
    /** The last one; nothing follows. Not told where `run` rejects. */
    'worker.finished': {
        readonly worker: string;
        readonly report: WorkerReport;
    };
    /** Reserved and decoded; about to run or to be held. */
    'task.fetched': TaskFacts;
    /** The handler returned and the broker confirmed that the task is gone. */
    'task.executed': TaskFacts & {
        readonly durationMs: number;
    };
    /** The handler threw; `task.retried`, `task.held` or `task.lost` follows. */
    'task.failed': TaskFacts & {
        readonly error: unknown;
        readonly durationMs: number;
    };
    /** The broker confirmed that the task runs again. `error`: set after a failure. */
    'task.retried': TaskFacts & {
        readonly delayMs: number;
        readonly error: unknown;
    };
    /** The broker confirmed that the task is held. `error`: set after a failure. */
    'task.held': TaskFacts & {
        readonly reason: string;
        readonly error: unknown;
    };
    /** The lease ended before the task was settled: it runs elsewhere or again later. */
    'task.lost': TaskFacts & {
        readonly error: JobQueueError;
    };
    'task.progress': TaskFacts & {
        readonly value: unknown;
    };
    /**
     * A fault outside the handlers: fetching, touching, settling, a listener, a hook. Without a listener
     * one line goes to standard error.
     */
    error: {
        readonly worker: string;
        readonly error: JobQueueError;
        readonly queue?: string;
        readonly id?: string;
    };
}

// worker-report.d.ts
/** Why a worker ended: `stop` was called, a signal came, or a limit was reached. */
export type StopReason = 'stopped' | 'signal' | 'tasks' | 'idle' | 'time';
/** What a worker did with the tasks it reserved; the numbers count deliveries. */
export interface WorkerReport {
    readonly reason: StopReason;
    readonly completed: number;
    readonly retried: number;
    readonly held: number;
    /** The lease ended before the outcome was known to the broker. */
    readonly lost: number;
    /** Given back without counting as a failure: never started, or aborted by the stop. */
    readonly released: number;
    /** Handlers that had not returned when the stop gave up on them. */
    readonly abandoned: number;
}

// worker/middleware.d.ts
import type { Perform } from '../handler.js';
import type { Task } from '../task.js';
/**
 * Code around every handler. `next` runs the rest and rejects as it does; without calling it the task
 * completes unrun. The first registered is the outermost.
 */
export type Middleware = (task: Task, next: () => Promise<void>) => unknown;
/** One function out of the middleware and the handler. */
export declare function compose(middleware: readonly Middleware[], perform: Perform<unknown>): Perform<unknown>;

// worker/worker-options.d.ts
import type { Adapter } from '../adapter.js';
import type { Clock } from '../clock.js';
import type { Codec } from '../codec.js';
/** What a worker takes tasks from; every Queue is one. */
export interface QueueSource {
    readonly name: string;
    readonly adapter: Adapter;
    readonly codec: Codec;
}
/** When a worker ends by itself: it fetches no more and lets the running handlers finish. */
export interface WorkerLimits {
    /** After so many deliveries. */
    readonly tasks?: number;
    /** When no task is ready and none is running. Delayed ones do not count. */
    readonly idle?: boolean;
    /** After this time. */
    readonly timeMs?: number;
}
export interface StopOptions {
    /** How long handlers may go on before their signals abort. */
    readonly graceMs?: number;
    /** How long after that they may take to return. */
    readonly abortMs?: number;
}
export interface WorkerOptions extends StopOptions {
    /** How many handlers run at once. Default 10. */
    readonly concurrency?: number;
    /** In events and messages. Default: host name, process id and a random part. */
    readonly name?: string;
    /** Default 10 000. */
    readonly graceMs?: number;
    /** Default 5 000. */
    readonly abortMs?: number;
    /** Signals that stop the worker; a second one aborts at once. Default SIGTERM and SIGINT; [] for none. */
    readonly signals?: readonly NodeJS.Signals[];
    readonly limits?: WorkerLimits;
    /** Before the first task; if it throws, `run` rejects with that. */
    readonly setUp?: () => unknown;
    /** After the last task, also when `setUp` threw. */
    readonly tearDown?: () => unknown;
    /** Default: that of the queues. */
    readonly codec?: Codec;
    readonly clock?: Clock;
    /** In [0, 1); for jitter. Default Math.random. */
    readonly random?: () => number;
}

// clock.d.ts
/** Time as the library sees it, so that tests can turn the hands. Milliseconds throughout. */
export interface Clock {
    /** Wall time since the epoch. */
    now(): number;
    /** Never steps; origin unspecified. Deadlines are counted on it. */
    monotonic(): number;
    /** Calls `run` once after at least `ms`; the returned function cancels. Waits of any length. */
    after(ms: number, run: () => void): () => void;
}
/** Node's clocks and timers. */
export declare const systemClock: Clock;

// connect.d.ts
import type { Adapter } from './adapter.js';
/** What an adapter package exports as `adapter`, for `connect`. */
export interface AdapterFactory {
    /** Its usual scheme: `file` in `file:./queue`. */
    readonly scheme: string;
    /** @throws JobQueueError `invalid`; the message must not show passwords */
    fromDsn(dsn: string): Adapter;
}
/**
 * Opens the adapter that a DSN names, such as `file:./queue` or `memory:`; default: the environment
 * variable JQ_DSN. The package of its scheme is loaded only now.
 * Rejects with JobQueueError `invalid` (DSN), `unsupported` (package not installed), or what opening said.
 */
export declare function connect(dsn?: string | undefined): Promise<Adapter>;

// envelope.d.ts
import type { Codec } from './codec.js';
/** The version this package writes, and the highest it reads; docs/wire-format.md. */
export declare const ENVELOPE_VERSION = 1;
/** The default codec: `{"jq":1,"task":…,"data":…,"context":…}` as UTF-8 JSON. */
export declare const jsonCodec: Codec;

// rule-verbs.d.ts
import type { Adapter } from './adapter.js';
import type { Rule } from './rules.js';
/** The verbs that an adapter has exactly when it supports the rule they are about; the others are always there. */
export declare const RULE_VERBS: Readonly<Partial<Record<Rule, readonly (keyof Adapter)[]>>>;

// limits.d.ts
import type { NewTask, ReserveOptions, Retry } from './adapter.js';
import type { Capabilities } from './capabilities.js';
import { JobQueueError } from './errors.js';
/** beanstalkd's range: unsigned 32-bit, 0 first. */
export declare const MAX_PRIORITY = 4294967295;
/** What a task has that asks for no other; the only one where ORDER is unsupported. */
export declare const DEFAULT_PRIORITY = 512;
/** Cuts a value for an error message. */
export declare function shown(value: unknown): string;
export declare function isQueueName(name: unknown): name is string;
/** @throws JobQueueError `invalid` */
export declare function checkQueueName(name: unknown): asserts name is string;
/** @throws JobQueueError `invalid` */
export declare function checkTaskName(name: unknown): asserts name is string;
export declare function isTaskId(id: unknown): id is string;
/** A whole number in [min, max]. @throws JobQueueError `invalid` */
export declare function checkWhole(what: string, value: unknown, min: number, max: number): void;
/** @throws JobQueueError `invalid` */
export declare function checkFlag(what: string, value: unknown): void;
/** Why a task can't be put on a broker with these limits, or undefined. Adapters ask before sending. */
export declare function checkNewTask(task: NewTask, limits: Capabilities): JobQueueError | undefined;
/** Why a retry can't be sent to a broker with these limits, or undefined; its lease stays open. */
export declare function checkRetry(retry: Retry, limits: Capabilities): JobQueueError | undefined;
/** @throws JobQueueError `invalid`, `unsupported` */
export declare function checkReserve(queues: readonly string[], { max, waitMs }: ReserveOptions, limits: Capabilities): void;

// lease-book.d.ts
import type { Lease } from './adapter.js';
import { type Clock } from './clock.js';
import { JobQueueError } from './errors.js';
export type SettleVerb = 'complete' | 'retry' | 'hold';
/**
 * The leases that one adapter instance has open, and how each was settled: a lease settles once
 * (contract, FENCED), and `close` knows what to give back. Leases that lapsed and that nobody settled are
 * forgotten in time.
 */
export declare class LeaseBook {
    #private;
    /** `clock` is the one that the leases' `expiresAt` is on. */
    constructor(clock?: Pick<Clock, 'monotonic'>);
    get size(): number;
    add(lease: Lease): void;
    /**
     * Claims the lease for `verb`. `'send'`: go on. `'done'`: the same verb was already used, send
     * nothing and succeed. Otherwise the error to answer with. Leases of other instances are lost.
     */
    settle(lease: Lease, verb: SettleVerb): 'send' | 'done' | JobQueueError;
    /** Undoes `settle` after a failure that may pass, so that the caller may try again. */
    reopen(lease: Lease): void;
    /** Forgets a lease that ended without being settled; later verbs answer `lease-lost`. */
    drop(lease: Lease): void;
    has(lease: Lease): boolean;
    /** Why an open-lease verb such as touch can't be sent, or undefined. */
    refusal(lease: Lease): JobQueueError | undefined;
    /** Empties the book and answers what was open. */
    drain(): Lease[];
}
/**
 * The error of a verb that came after its lease had ended. The lease counts as not settled from then
 * on, so that every later verb gets the same answer.
 */
export declare function leaseLost(lease: Lease): JobQueueError;

// query-options.d.ts
import type { JobQueueError } from './errors.js';
/** Which options a DSN may give after its `?`, and what their values are. */
export interface QueryKinds {
    /** `true` or `false`. */
    readonly flags: readonly string[];
    readonly numbers: readonly string[];
    /** Numbers with commas between them. */
    readonly lists?: readonly string[];
}
/**
 * Reads the options of a DSN. What is no number becomes NaN, for the adapter's own check to refuse.
 * @throws what `invalid` makes of a message, for an unknown option or a flag that is neither
 */
export declare function queryOptions(query: string | undefined, { flags, numbers, lists }: QueryKinds, invalid: (what: string) => JobQueueError): Record<string, unknown>;

// manual-clock.d.ts
import type { Clock } from './clock.js';
/** A clock for tests that stands still until it is told to go on. Wall time starts in 2026. */
export declare class ManualClock implements Clock {
    #private;
    now(): number;
    monotonic(): number;
    /** Runs during the `advance` that reaches its time, never by itself; `after(0)` needs `advance(0)`. */
    after(ms: number, run: () => void): () => void;
    /**
     * Lets `ms` pass: runs what falls due, in order, each at its own time, and lets pending promises
     * settle before, between and after. Overlapping calls follow each other.
     */
    advance(ms: number): Promise<void>;
    /** Steps the wall clock only, as an administrator or NTP would; deadlines must not care. */
    stepWall(ms: number): void;
    /** Timers not yet run nor cancelled; 0 after a clean shutdown. */
    get pending(): number;
}

// memory/memory.d.ts
import type { Adapter } from '../adapter.js';
import { type Clock } from '../clock.js';
import { MemoryStore } from './store.js';
import { type MemorySupports } from './supports.js';
/** Every verb is there. */
export type MemoryAdapter = Required<Adapter<MemorySupports>>;
/** `store`: work on the tasks of another adapter; else a store of its own, on `clock`. */
export type MemoryOptions = {
    readonly clock?: Clock;
} | {
    readonly store: MemoryStore;
};
/**
 * Tasks in this process's memory, gone with it: for tests, and the reference for what the
 * contract means.
 */
export declare function memory(options?: MemoryOptions): MemoryAdapter;

// memory/store.d.ts
import type { Clock } from '../clock.js';
/** What several `memory()` adapters of one process share: the broker, in effect. */
export declare class MemoryStore {
    #private;
    readonly clock: Clock;
    constructor(clock: Clock);
}

// memory/supports.d.ts
/** The reference: everything native and exact, nothing survives the process. */
export declare const memorySupports: {
    readonly rules: {
        readonly 'DURABLE-PUT': 'native';
        readonly ORDER: 'native';
        readonly DELAY: 'native';
        readonly EXCLUSIVE: 'native';
        readonly LAPSE: 'native';
        readonly TOUCH: 'native';
        readonly FENCED: 'native';
        readonly RETRY: 'native';
        readonly HOLD: 'native';
        readonly ATTEMPTS: 'native';
        readonly WAIT: 'native';
        readonly QUEUES: 'native';
        readonly ABORT: 'native';
        readonly CLOSE: 'native';
        readonly BYTES: 'native';
        readonly 'TOO-LARGE': 'native';
        readonly BATCH: 'native';
        readonly STATS: 'native';
        readonly PEEK: 'native';
        readonly REMOVE: 'native';
        readonly PURGE: 'native';
        readonly PAUSE: 'native';
        readonly REDIAL: 'native';
        readonly FOREIGN: 'native';
    };
    readonly durable: 'nothing';
    readonly shared: 'process';
    readonly ordering: 'exact';
    readonly queueOrder: 'as-given';
    readonly lease: 'timed';
    readonly fencing: 'strict';
    readonly lateComplete: false;
    readonly attempts: 'exact';
    readonly priorityLevels: 4294967296;
    readonly maxDelayMs: 4294967295000;
    readonly maxTtrMs: 4294967295000;
    readonly minTtrMs: 1;
    readonly maxWaitMs: 4294967295000;
    readonly maxBodyBytes: 16777216;
    readonly maxBatch: 9007199254740991;
    readonly timeStepMs: 1;
    readonly exactCounts: true;
    readonly idempotentPut: true;
    readonly peek: readonly ['ready', 'delayed', 'reserved', 'held'];
    readonly purge: readonly ['ready', 'delayed', 'held'];
};
export type MemorySupports = typeof memorySupports;

// emulations/transport.d.ts
import type { CallOptions, QueueStats, Results, TaskView, UnholdSelection } from '../adapter.js';
import type { Capabilities } from '../capabilities.js';
import type { Frame } from './frame.js';
/** A frame on its way to the broker; ready after `delayMs`. */
export interface Outgoing {
    readonly frame: Frame;
    readonly delayMs: number;
}
/** One stored copy of a task, as the broker gave it out. */
export interface Delivery {
    /** Where it was received; `bands` turns a band back into its queue. */
    readonly queue: string;
    readonly frame: Frame;
    /** How often the broker gave out this copy, now included; undefined where it can't say. */
    readonly receives: number | undefined;
    /** The transport's own proof, such as a receipt handle; a new object for each delivery. */
    readonly token: object;
    /** How long it is leased: `leaseMs` of the receive, else that of the frame. */
    readonly ttrMs: number;
    /** On `Clock.monotonic`, counted from before the request left. Where a lease has no end: Infinity. */
    readonly expiresAt: number;
    /** How long the broker keeps a message where this one was, in ms; undefined where that is for ever, or not known. */
    readonly keptMs?: number;
}
export interface Again {
    readonly delivery: Delivery;
    readonly delayMs: number;
    /** Unset: it keeps its own. */
    readonly priority?: number;
}
export interface ReceiveOptions extends CallOptions {
    /** Most deliveries to give, at least 1. */
    readonly max: number;
    /** How long to wait for the first; 0 asks once. */
    readonly waitMs: number;
    /** Leases of this length, whatever the frames say. */
    readonly leaseMs?: number;
}
/**
 * What the emulations are made on: a broker that takes messages and gives them out. It stores frames (`encodeFrame`,
 * or `frameHeader` apart from the body), reads them with `decodeFrame`, and what that can't read it gives out
 * as `foreignFrame`. `supports` says what the broker does by itself; each emulation adds its own to it.
 *
 *     adapterOver(parking(clock(resending(hops(bands(transport))))))
 *
 * In this order; leave out what the broker does itself. Each takes a transport and gives one, so that a test may look in between.
 * Results match arguments by index, as in an `Adapter`. Arguments were checked before, except for queue names: those may be
 * longer, by `-held` or `-p1`.
 */
export interface Transport<C extends Capabilities = Capabilities> {
    /** Of the adapter; used in errors. */
    readonly name: string;
    readonly supports: C;
    /** How far the broker's wall clock is ahead of this machine's, in ms, as far as that is known. Default 0. */
    aheadMs?(): number;
    /** @throws JobQueueError `invalid` for names of queues that are places of other ones */
    checkQueue?(queue: string): void;
    open(options?: CallOptions): Promise<void>;
    /** Resolves when the broker has them. Two frames of one id are two messages. */
    send(queue: string, messages: readonly Outgoing[], options?: CallOptions): Promise<Results>;
    /**
     * Up to `max` deliveries, those of earlier queues first as far as the broker can; waits only for the first of all. When the
     * signal fires it ends soon, with what it has or `aborted`; what comes too late is released.
     */
    receive(queues: readonly string[], options: ReceiveOptions): Promise<readonly Delivery[]>;
    /** Deletes what was delivered; `lease-lost` where the delivery is over. */
    remove(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results>;
    /** Gives back at once, in place. `unsupported` where that can't be done with this one: a copy is made then. */
    release?(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results>;
    /** Gives back in place, and counts the attempt. `unsupported` where that can't be done with this one: `resending` copies it. */
    retry?(again: readonly Again[], options?: CallOptions): Promise<Results>;
    /** Restarts the lease; answers when it ends then, on `Clock.monotonic`. `lease-lost` where the delivery is over. */
    extend?(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results<number>>;
    hold?(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results>;
    /** Answers how many. */
    unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
    /** Held tasks, oldest hold first. */
    peekHeld?(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
    stats?(queue: string, options?: CallOptions): Promise<QueueStats>;
    queues?(options?: CallOptions): Promise<readonly string[]>;
    /** Ends waits, gives back what is still delivered as far as that is its connection's doing, disconnects. */
    close(): Promise<void>;
}
/** A transport with every verb that another one has, to replace some of them. */
export declare function passing<C extends Capabilities>(inner: Transport<C>): Transport<C>;

// emulations/frame.d.ts
/** The version this package writes, and the only one it reads; docs/wire-format.md. */
export declare const FRAME_VERSION = 1;
/** No header is longer, in bytes; what is left of the broker's limit is `maxBodyBytes`. */
export declare const LONGEST_FRAME_HEADER = 384;
/** A task as it is stored with a broker that knows nothing of tasks: the body, and what the broker can't keep. */
export interface Frame {
    readonly id: string;
    readonly priority: number;
    readonly ttrMs: number;
    /** Deliveries of earlier copies. */
    readonly attempts: number;
    /** How often the task was copied before. */
    readonly moves: number;
    /** Not to be given out before: ms since the epoch, by the broker's wall clock. */
    readonly notBefore?: number;
    /** Held since: ms since the epoch, by the broker's wall clock; its fractions tell holds of one millisecond apart. */
    readonly heldAt?: number;
    /** Not ours: the body is the stored message as another producer wrote it. */
    readonly foreign?: true;
    readonly body: Uint8Array;
}
/** The header of a frame without the line feed that ends it: one line of ASCII. */
export declare function frameHeader(frame: Frame): string;
/** The stored message: header, line feed, body byte for byte. */
export declare function encodeFrame(frame: Frame): Buffer;
/**
 * Reads a stored message, its body as a window on it. Undefined when it is not ours, is damaged, or has a version that this
 * package does not know: give it out as `foreignFrame`, so that a worker holds it and nobody loses it.
 */
export declare function decodeFrame(stored: Uint8Array): Frame | undefined;
/** The frame of a header that was stored apart from its body; undefined as in `decodeFrame`. */
export declare function readFrame(header: string, body: Uint8Array): Frame | undefined;
/** A message of another producer: its body is all of it. `id` is the broker's own, 1–63 printable ASCII characters. */
export declare function foreignFrame(id: string, body: Uint8Array, ttrMs: number): Frame;

// emulations/adapter-over.d.ts
import type { Adapter } from '../adapter.js';
import type { Capabilities } from '../capabilities.js';
import { type Clock } from '../clock.js';
import type { Transport } from './transport.js';
export interface AdapterOverOptions {
    /** The one that the deliveries' `expiresAt` is on. Default: the system's. */
    readonly clock?: Clock;
}
/**
 * The adapter of a broker that stores frames: a transport with its emulations. It checks arguments, keeps the book of leases,
 * refuses what comes after a lease has ended, sends single puts of one tick together, and gives back at close. It declares what the
 * transport declares, and has the verbs that the transport has.
 */
export declare function adapterOver<C extends Capabilities>(transport: Transport<C>, options?: AdapterOverOptions): Adapter<C>;

// emulations/bands.d.ts
import type { Capabilities } from '../capabilities.js';
import { type Emulating } from './emulated.js';
import { type Transport } from './transport.js';
/** The last priority of each band but the last: 0–340, 341–682, 683 and above. */
export declare const BAND_THRESHOLDS: readonly number[];
export interface BandsOptions {
    /** The last priority of each band but the last, ascending; 1 to 9 of them. Default 340 and 682. */
    readonly thresholds?: readonly number[];
}
/** Which band a priority is in: 0 for the first. Every priority is in one. */
export declare function bandOf(priority: number, thresholds?: readonly number[]): number;
/** @throws JobQueueError `invalid` */
export declare function checkThresholds(thresholds: readonly number[]): void;
export type Banded<C extends Capabilities> = Emulating<C, 'ORDER', {
    readonly ordering: 'banded';
    readonly priorityLevels: number;
    readonly queueOrder: 'priority';
}>;
/**
 * Priorities on a broker without: a queue is several, one for each band of priorities, and better bands are received first.
 * The band of the default priority has the queue's own name, so that other producers reach it. Outside `hops`'
 * transport, inside all others.
 */
export declare function bands<C extends Capabilities>(inner: Transport<C>, options?: BandsOptions): Transport<Banded<C>>;

// emulations/emulated.d.ts
import type { Capabilities } from '../capabilities.js';
import type { Rule } from '../rules.js';
/** A rule that core keeps where the broker does not. */
export interface Emulated {
    readonly emulated: string;
}
/** Capabilities in which some rules are emulated, and what changes besides. */
export type Emulating<C extends Capabilities, E extends Rule, More extends Partial<Omit<Capabilities, 'rules'>> = object> = {
    readonly [K in keyof Capabilities]: K extends 'rules' ? {
        readonly [R in Rule]: R extends E ? Emulated : C['rules'][R];
    } : K extends keyof More ? NonNullable<More[K]> & Capabilities[K] : C[K];
};
/** The manifest with the rules of `hazards` emulated: each with its hazard, in a sentence for users. */
export declare function emulating<C extends Capabilities, E extends Rule, More extends Partial<Omit<Capabilities, 'rules'>> = object>(supports: C, hazards: Readonly<Record<E, string>>, more?: More): Emulating<C, E, More>;

// emulations/hops.d.ts
import type { Capabilities } from '../capabilities.js';
import { type Clock } from '../clock.js';
import { type Emulating } from './emulated.js';
import { type Transport } from './transport.js';
export interface HopsOptions {
    /** Longest delay to take. Default: a year. */
    readonly maxDelayMs?: number;
    readonly clock?: Clock;
}
export type Hopping<C extends Capabilities> = Emulating<C, 'DELAY', {
    readonly maxDelayMs: number;
}>;
/**
 * Delays longer than the broker's: in steps, each of them a copy with the longest delay the broker has. A task that
 * arrives between two steps is sent on, not given out: never early, by the broker's clock as far as it is known, and at most one step late.
 */
export declare function hops<C extends Capabilities>(inner: Transport<C>, options?: HopsOptions): Transport<Hopping<C>>;

// emulations/resending.d.ts
import type { Capabilities } from '../capabilities.js';
import { type Emulating } from './emulated.js';
import { type Transport } from './transport.js';
export type Resending<C extends Capabilities> = Emulating<C, 'RETRY' | CountedByFrames<C>, CountedByFrames<C> extends never ? object : {
    readonly attempts: 'explicit-only';
}>;
/** ATTEMPTS, where the broker does not count. */
type CountedByFrames<C extends Capabilities> = C['rules']['ATTEMPTS'] extends 'unsupported' ? 'ATTEMPTS' : never;
/**
 * `retry` for every delivery, delay and priority: in place where the broker can, else by a copy. Counts attempts where the broker
 * does not, so there retries are always copies.
 */
export declare function resending<C extends Capabilities>(inner: Transport<C>): Transport<Resending<C>>;
export {};

// emulations/clock.d.ts
import type { Capabilities } from '../capabilities.js';
import { type Clock } from '../clock.js';
import { type Emulating } from './emulated.js';
import { type Transport } from './transport.js';
export interface ClockOptions {
    /** Longest ttr to take. Default: a year. */
    readonly maxTtrMs?: number;
    readonly clock?: Clock;
}
export type Clocked<C extends Capabilities> = Emulating<C, 'LAPSE' | 'TOUCH', {
    readonly minTtrMs: 1;
    readonly maxTtrMs: number;
}>;
/**
 * Ttr and touch for leases that belong to a connection: this process counts the ttr by its own clock that never steps, and gives
 * the task back to the broker when it is over. In place where the broker can, else by a copy. Takes back the very deliveries that it
 * gave, so it is outside of what makes new ones of them, such as `bands`.
 */
export declare function clock<C extends Capabilities>(inner: Transport<C>, options?: ClockOptions): Transport<Clocked<C>>;

// emulations/parking.d.ts
import type { Capabilities } from '../capabilities.js';
import { type Clock } from '../clock.js';
import { type Emulating } from './emulated.js';
import { type Expiring } from './parked-tasks.js';
import { type Transport } from './transport.js';
export interface ParkingOptions {
    /** How long the broker keeps a message at most, where a delivery does not say. Default: for ever. */
    readonly retentionMs?: number;
    /** Hears about held tasks of which a fifth of that time is left, whenever they are looked at. */
    readonly onExpiring?: (task: Expiring) => void;
    /** How many held tasks are looked at together to find the oldest or a named one. Default 1000. */
    readonly window?: number;
    /** How long a look at held tasks may wait at the broker for the next. Default 0. */
    readonly lookMs?: number;
    /** For how long a look may keep them from others, if it is cut off. Default 60 s. */
    readonly lookLeaseMs?: number;
    readonly clock?: Clock;
}
export type Parking<C extends Capabilities> = Emulating<C, 'HOLD' | 'PEEK', {
    readonly peek: readonly ['held'];
}>;
/**
 * `hold` on a broker without: held tasks wait in the queue `<queue>-held`, which no worker reserves from. To find the oldest
 * hold, held tasks are taken out, sorted and put back.
 */
export declare function parking<C extends Capabilities>(inner: Transport<C>, options?: ParkingOptions): Transport<Parking<C>>;

// emulations/parked-tasks.d.ts
import type { CallOptions, TaskView, UnholdSelection } from '../adapter.js';
import type { Transport } from './transport.js';
/** A held task that the broker will soon delete. */
export interface Expiring {
    readonly queue: string;
    readonly id: string;
    /** Ms since the epoch, by the broker's clock as far as it is known. */
    readonly expiresAt: number;
}
interface Settings {
    readonly window: number;
    readonly lookMs: number;
    readonly lookLeaseMs: number;
    readonly retentionMs?: number;
    readonly onExpiring?: (task: Expiring) => void;
    /** The broker's wall clock. */
    readonly now: () => number;
}
/** The held tasks of queues, in the order of holding: all are taken out to be sorted, what is not wanted is given back. */
export declare class ParkedTasks {
    #private;
    constructor(inner: Transport, settings: Settings);
    /** The time of a hold, in ms; ascending, by microseconds where there is nothing else to tell two apart. */
    nextHold(): number;
    unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
    peek(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
}
export {};

// emulations/mover.d.ts
import type { CallOptions } from '../adapter.js';
import type { JobQueueError } from '../errors.js';
import type { Frame } from './frame.js';
import type { Delivery, Transport } from './transport.js';
/** A delivery, and the copy that shall take its place. */
export interface Move {
    readonly delivery: Delivery;
    readonly to: string;
    readonly frame: Frame;
    readonly delayMs: number;
}
type Outcome = JobQueueError | undefined;
/**
 * Moves tasks in two steps: writes the copy and has it confirmed, then removes the original. What ends this process in
 * between leaves both, never none.
 */
export declare class Mover {
    #private;
    constructor(inner: Transport);
    /** `options` are for the first step alone: once there is a copy, its original must go. */
    move(moves: readonly Move[], options?: CallOptions): Promise<Outcome[]>;
}
/**
 * The move of a delivery that nobody was given: it goes as it came, and having been taken for that is no attempt. Back to its
 * own place it is still what it was there: held since then, or under way.
 */
export declare function unseenMove(delivery: Delivery, to: string): Move;
/** Deliveries of a task up to this one, which counts, unless it was only looked at while held. */
export declare function attemptsOf({ frame, receives }: Delivery): number;
/** The frame of a copy that takes the place of a delivery: neither held nor under way, unless told so. */
export declare function copyOf(delivery: Delivery, changes?: Partial<Frame>): Frame;
/** The frame of a copy that is still held, or under way, as what was delivered. */
export declare function sameAgain(delivery: Delivery, changes?: Partial<Frame>): Frame;
export {};

// emulations/places.d.ts
/** Where the held tasks of a queue wait. */
export declare function heldPlace(queue: string): string;
/** Whether a queue of the broker is one where held tasks wait. */
export declare function isHeldPlace(name: string): boolean;
/** Where a band of a queue waits, other than that of the default priority, which has the queue's own name. */
export declare function bandPlace(queue: string, band: number): string;
/** The queue whose held tasks wait there; any other name as it is. */
export declare function queueOfHeldPlace(name: string): string;
/** The queue of which this is a band; any other name as it is. */
export declare function queueOfBandPlace(name: string): string;
/** @throws JobQueueError `invalid` for a queue named as the held tasks of another one */
export declare function refuseHeldPlace(queue: string): void;
/** @throws JobQueueError `invalid` for a queue named as a band of another one */
export declare function refuseBandPlace(queue: string): void;

// emulations/results.d.ts
import type { Results } from '../adapter.js';
import { JobQueueError } from '../errors.js';
import type { Delivery } from './transport.js';
/** A batch that never rejects: a failure of all of it is one of each item. */
export declare function perItem<T>(call: Promise<Results<T>>, count: number, doing: string): Promise<Results<T>>;
/** Asks for some of the items and puts the answers at their places; the others keep what they have. */
export declare function fillIn<Item, T>(results: (T | JobQueueError)[], items: readonly Item[], which: (index: number) => boolean, ask: (chosen: readonly Item[]) => Promise<Results<T>>): Promise<void>;
/** The answer about a delivery that is over. */
export declare function deliveryLost({ queue, frame }: Delivery): JobQueueError;

// tcp/address.d.ts
/** Where a server listens. */
export interface Address {
    readonly host: string;
    readonly port: number;
}
/**
 * Reads `host`, `host:port`, `[v6]:port`, or several with commas between.
 * @throws JobQueueError `invalid` for what is no server, or for one that is named twice
 */
export declare function parseAddresses(text: string, defaultPort: number): readonly Address[];
/** `host:port`, for messages. */
export declare function nameOf({ host, port }: Address): string;

// tcp/dialer.d.ts
import { JobQueueError } from '../errors.js';
/** A connection that a `Dialer` made. */
export interface Dialed {
    destroy(): void;
}
/**
 * Makes connections to one server. After a failure it pauses, longer each time and at random, so that
 * a thousand workers don't come back at the same moment; while it pauses only one attempt is made for all
 * who wait.
 */
export declare class Dialer {
    #private;
    /** `closed` ends all waiting, with `closedError`. */
    constructor(closed: AbortSignal, closedError: () => JobQueueError);
    /** The last attempt failed. */
    get down(): boolean;
    /**
     * A new connection, by `open`, which makes one attempt; goes on trying until `until` (on `performance.now`), and tries at least once. What is no
     * `unavailable` is thrown at once.
     * @throws JobQueueError `unavailable`, `closed`, and what opening said
     */
    dial<T extends Dialed>(open: () => Promise<T>, until: number): Promise<T>;
    /**
     * One attempt; after a failure, until `recovery` has succeeded, only what that said.
     * @throws JobQueueError as `dial`
     */
    attempt<T extends Dialed>(open: () => Promise<T>): Promise<T>;
    /** Until one more attempt was made after a pause, or the time is over. */
    recovery(open: () => Promise<Dialed>, until: number): Promise<void>;
}

// tcp/link-errors.d.ts
import { JobQueueError } from '../errors.js';
import { type Address } from './address.js';
/** No connection could be had. `server` is its kind, such as `gearmand`. */
export declare function unreachable(server: string, address: Address, afterMs: number, cause?: Error): JobQueueError;
/** The connection ended, with the requests that had not left yet. `server` is its kind and address. */
export declare function broken(server: string, cause?: Error): JobQueueError;
export declare function noAnswer(server: string, afterMs: number): JobQueueError;
/** The request had left when the connection ended. */
export declare function ambiguous(server: string, cause: JobQueueError): JobQueueError;
/**
 * Why a call failed that leaves nothing in doubt: one that only looks, or a reserve, since what the server gave over a
 * connection that ended goes to others.
 */
export declare function withoutDoubt(error: unknown): unknown;

// tcp/pending-line.d.ts
import type { JobQueueError } from '../errors.js';
/** Who sent requests and what becomes of them; `index` tells those of one target apart. Must not throw. */
export interface ReplyTarget<R> {
    reply(index: number, reply: R): void;
    /** `ambiguous` when the request had left, `unavailable` when it had not. */
    fail(index: number, error: JobQueueError): void;
}
/** For requests whose reply tells nothing: a connection that gives none is found dead all the same. */
export declare const NOBODY: ReplyTarget<unknown>;
/** A request whose reply has not come. */
export interface Pending<R> {
    readonly target: ReplyTarget<R>;
    readonly index: number;
    /** How long it may be the next to be answered. */
    readonly limitMs: number;
}
/** Requests in the order of their replies. */
export declare class PendingLine<R> {
    #private;
    get size(): number;
    get first(): Pending<R> | undefined;
    add(pending: Pending<R>): void;
    shift(): Pending<R> | undefined;
}

// tcp/pipelined-connection.d.ts
import { type Socket } from 'node:net';
import { JobQueueError } from '../errors.js';
import { type Address } from './address.js';
import { type ReplyTarget } from './pending-line.js';
/** Cuts a stream of bytes into replies. */
export interface ReplyReader {
    /** @throws JobQueueError `unexpected`; nothing may be read after it */
    read(bytes: Buffer): void;
}
/** How to reach a server. */
export interface Reach {
    /** Its kind, such as `gearmand`; in messages. */
    readonly server: string;
    readonly address: Address;
    /** For the attempt to connect. */
    readonly connectMs: number;
    /** For one reply. */
    readonly answerMs: number;
}
/** A socket to a server. @throws JobQueueError `unavailable` */
export declare function openSocket({ server, address, connectMs }: Reach): Promise<Socket>;
/**
 * One pipelined connection: requests go out in the order they are given, replies come back in the same.
 * It never reconnects: what belongs to a connection, such as leases and the names it was told, ends with it.
 */
export declare abstract class PipelinedConnection<R> {
    #private;
    /** For messages: the server's kind and where it is. */
    readonly server: string;
    /**
     * Reads what comes with what `readerOf` makes for the sink. Of the requests of one tick, every `flushAt` leave without waiting for the
     * others. Default: all together.
     */
    constructor(socket: Socket, reach: Reach, readerOf: (sink: (reply: R) => void) => ReplyReader, flushAt?: number);
    /** Requests may be sent. */
    get alive(): boolean;
    /** Requests without a reply. */
    get busy(): number;
    /** Why requests can't be sent. */
    get failure(): JobQueueError;
    /** Called once, when the connection is gone and all requests are answered or have failed. */
    onClosed(listener: () => void): void;
    /**
     * Sends a request that gets one reply. The reply may take `extraMs` more than usual, for requests that wait at the
     * server. Text is sent as latin1.
     */
    ask(target: ReplyTarget<R>, index: number, request: string | Uint8Array, extraMs?: number): void;
    /** As `ask`, for so many requests in one piece, with the indexes from 0. */
    askAll(target: ReplyTarget<R>, count: number, requests: string | Uint8Array): void;
    /** As `ask`, for a request with a body. A large one is not copied, and must not change until it is answered. */
    askWith(target: ReplyTarget<R>, index: number, head: string | Uint8Array, body: Uint8Array, end?: string): void;
    /** As `ask`, for one request. @throws JobQueueError `unavailable`, `ambiguous` */
    call(request: string | Uint8Array, extraMs?: number): Promise<R>;
    /** Sends what gets no reply. */
    tell(message: string | Uint8Array): void;
    /** Sends what is waiting now instead of at the end of the tick. */
    flush(): void;
    /**
     * Sends no more. The server answers what it has, gives back what this connection holds and closes;
     * resolves when it has, at the latest after `limitMs`.
     */
    end(limitMs: number): Promise<void>;
    /** Stays open without keeping the process alive. */
    unref(): void;
    /** Drops the connection; requests without a reply fail. */
    destroy(reason?: JobQueueError): void;
    /** One reply, or what the server says by itself: the latter is not passed on to `answer`. */
    protected abstract received(reply: R): void;
    /** Hands a reply to the request that it belongs to. */
    protected answer(reply: R, shownAs: string): void;
}

// tcp/servers.d.ts
/** One of several servers that do the same. */
export interface Reachable {
    /** The last attempt to connect failed. */
    readonly down: boolean;
    /** Looks in the background whether it can be reached again. */
    revive(): void;
    /** Connects and asks it about itself, until then (on `performance.now`). */
    look(until: number): Promise<unknown>;
}
/** All servers of one adapter, in the order in which they were named. */
export declare class Servers<S extends Reachable> {
    #private;
    readonly all: readonly S[];
    constructor(all: readonly S[]);
    /**
     * Connects to each and asks it about itself.
     * @throws JobQueueError `unavailable` when none can be reached, what else a server's `look` says, `aborted`, `closed`
     */
    look(until: number, signal: AbortSignal | undefined): Promise<void>;
    /** Those that can be reached first; a server that is down is looked for again in the background. */
    inOrder(): readonly S[];
    /** Each time beginning with another one, so that none is served last for ever. */
    inTurn(): readonly S[];
}

// tcp/sole-connection.d.ts
import type { Dialed, Dialer } from './dialer.js';
/** A connection that may have ended. */
export interface Mortal extends Dialed {
    readonly alive: boolean;
    /** Ends it in good order, at the latest after `limitMs`. */
    end(limitMs: number): Promise<void>;
}
/** At most one connection at a time, made when somebody needs it and again after it was lost. */
export declare class SoleConnection<T extends Mortal> {
    #private;
    /** `open` makes one attempt; it may send the first requests. */
    constructor(dialer: Dialer, open: () => Promise<T>);
    /** The connection, if it is there. */
    get current(): T | undefined;
    /** @throws JobQueueError `unavailable` when there is none by `until` (on `performance.now`), `closed` */
    ready(until: number): Promise<T>;
    /** Ends it in good order. */
    end(limitMs: number): Promise<void>;
}

// tcp/takers.d.ts
import { JobQueueError } from '../errors.js';
import type { Reachable, Servers } from './servers.js';
import type { Mortal, SoleConnection } from './sole-connection.js';
/** A server with a connection over which tasks are given to it. */
export interface Taking extends Reachable {
    readonly producer: SoleConnection<Mortal>;
}
type ConnectionOf<S extends Taking> = S['producer'] extends SoleConnection<infer T> ? T : never;
/** Who takes the next tasks. */
export interface Taker<S extends Taking> {
    readonly server: S;
    readonly connection: ConnectionOf<S>;
}
/** Whether a failure to give tasks may pass before the time is over. */
export declare function mayPass({ code }: JobQueueError, until: number): boolean;
/** The first server, when nothing speaks against it. */
export declare function readyTaker<S extends Taking>({ all }: Servers<S>, refusing: ReadonlySet<S>): Taker<S> | undefined;
/**
 * The first server in the order given that has not refused and can be reached; waits for one, until then (on `performance.now`), if
 * none can. @throws JobQueueError `unavailable`, `aborted`, `closed`, and what connecting said
 */
export declare function takerFor<S extends Taking>(servers: Servers<S>, refusing: ReadonlySet<S>, { until, signal }: {
    readonly until: number;
    readonly signal: AbortSignal | undefined;
}): Promise<Taker<S>>;
export {};

// tcp/until-aborted.d.ts
import { JobQueueError } from '../errors.js';
/** The outcome of `work`, or `aborted` as soon as the signal fires; `work` itself goes on. */
export declare function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T>;
/** Of a call whose signal has fired. */
export declare function abortedError(signal: AbortSignal): JobQueueError;
