// task/task-definition.d.ts
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

// task/standard-schema.d.ts
/**
 * The part of the Standard Schema specification, version 1, that jq calls. Zod, Valibot, ArkType
 * and others implement it, so any of their schemas can describe a task's data.
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

// task/task.d.ts
/** What travels with a task beside its data: language, tenant, trace … A JSON object. */
export type Context = Readonly<Record<string, unknown>>;

export interface RetryOptions {
    /** Default: what the task's retry policy says for this attempt. */
    readonly delayMs?: number;
    /** Default: the task keeps its own. */
    readonly priority?: number;
}

/**
 * One delivery of a task, as its handler sees it. Returning completes the task; throwing retries it
 * by its policy and holds it when attempts run out. `retry` and `hold` choose another outcome: the
 * first call decides, and it takes effect when the handler has returned. An error with `retryable:
 * false` holds the task at once.
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
     * Aborts when the work has become pointless. Its reason is a JobQueueError: `lease-lost`
     * (somebody else may run the task now), `time-limit`, or `aborted` (the worker stops).
     */
    readonly signal: AbortSignal;
    /**
     * Run again later instead of completing. Does not throw: return after it.
     * @throws JobQueueError `invalid` (delay, priority, an unknown option), `already-settled` (after
     * another outcome)
     */
    retry(options?: RetryOptions): void;
    /**
     * Set the task aside until somebody unholds it. Does not throw: return after it.
     * @param reason for those who look at held tasks; not empty
     * @throws JobQueueError `invalid` (reason), `already-settled` (after another outcome)
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

// queue/queue.d.ts
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
    /**
     * @throws JobQueueError `invalid` (name, adapter, an option), `unsupported` (something in
     * `needs`)
     */
    constructor(name: string, adapter: Adapter<C>, options?: QueueOptions);
    /**
     * Registers a listener. Listeners run in the order of registration; the same function twice runs
     * once per event; what they throw becomes an `error` event.
     * @returns a function that removes the listener
     */
    on<K extends keyof QueueEvents>(event: K, listener: Listener<QueueEvents[K]>): () => void;
    /**
     * Adds one task; resolves with its id when the broker has it. Adds of one tick travel together.
     * Rejects with JobQueueError `invalid` (data, an option), `too-large`, `unsupported`, `aborted`,
     * `closed`, `unavailable`, or `ambiguous` (the task may exist).
     */
    add<Input>(task: TaskDefinition<Input, unknown>, ...rest: AddArguments<NoInfer<Input>, C>): Promise<string>;
    /**
     * Adds many in few requests; resolves with their ids when the broker has all of them.
     * Rejects when one was not added, with a JobQueueError whose `results` say for each, by index,
     * its id or why not. Its code is that of the failures where none was added and all are alike
     * (`unavailable`: the broker is away), else `incomplete`. Without `results` nothing was tried:
     * `invalid` (an argument), `closed`.
     */
    addAll<Input>(task: TaskDefinition<Input, unknown>, data: readonly NoInfer<Input>[], options?: AddAllOptions<C>): Promise<readonly string[]>;
    /**
     * As `addAll`, for callers that look at each result: an id, or why that task was not added.
     * Rejects only where nothing was tried: `invalid` (an argument), `closed`.
     */
    addEach<Input>(task: TaskDefinition<Input, unknown>, data: readonly NoInfer<Input>[], options?: AddAllOptions<C>): Promise<Results<string>>;
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
    pause(forMs?: number, options?: CallOptions, ..._needs: Needs<C, 'PAUSE'>): Promise<void>;
    resume(options?: CallOptions, ..._needs: Needs<C, 'PAUSE'>): Promise<void>;
    /**
     * Waits for the adds under way, then closes the adapter, also for other queues and workers on it.
     * Safe to call twice.
     */
    close(): Promise<void>;
}

// queue/queue-events.d.ts
/** What a queue tells. Times in milliseconds. */
export interface QueueEvents {
    /**
     * The broker has the task; told before its `add` resolves. Told again where an id was added again
     * that the broker already had.
     */
    'task.added': {
        readonly queue: string;
        readonly id: string;
        /** The task's name. */
        readonly name: string;
        readonly priority: number;
        readonly delayMs: number;
        readonly ttrMs: number;
    };
    /** A listener threw or rejected. Without a listener one line goes to standard error. */
    error: {
        readonly queue: string;
        readonly error: JobQueueError;
    };
}

// queue/add-options.d.ts
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
     * 1–63 printable ASCII characters. Where the adapter declares `idempotentPut`, adding an id that
     * is still there changes nothing. Default: a new id that sorts by time.
     */
    readonly id?: string;
}

/** What follows the task in `add`: the data may be left out where `undefined` is allowed. */
export type AddArguments<Input, C extends Capabilities> = undefined extends Input ? [data?: Input, options?: AddOptions<C>] : [data: Input, options?: AddOptions<C>];

// worker/worker.d.ts
/** Runs the tasks of one or more queues of one adapter. Lives once: run, then stop. */
export declare class Worker {
    #private;
    readonly name: string;
    /** @throws JobQueueError `invalid`, saying which argument */
    constructor(queues: QueueSource | readonly QueueSource[], handlers: readonly Handler[], options?: WorkerOptions);
    /**
     * Registers a listener. Listeners run in the order of registration; the same function twice runs
     * once per event; what they throw becomes an `error` event.
     * @returns a function that removes the listener
     * @throws JobQueueError `invalid`: no such event, or no function
     */
    on<K extends keyof WorkerEvents>(event: K, listener: Listener<WorkerEvents[K]>): () => void;
    /**
     * Puts code around every handler; the first registered is the outermost. Before `run` only.
     * @throws JobQueueError `invalid`
     */
    use(middleware: Middleware): this;
    /**
     * Works until `stop`, a signal or a limit, and resolves with the report when all is settled.
     * Rejects with what `setUp` threw, or with the JobQueueError of an adapter that no further try
     * can mend: `closed`, and `invalid` or `unsupported` before the broker has given any answer. What
     * fails later is told as `error`, and the worker tries again at growing intervals.
     */
    run(): Promise<WorkerReport>;
    /**
     * Fetches no more; lets running handlers finish for `graceMs`; aborts the signals of the rest
     * with `aborted` and waits `abortMs`; gives back what never started. Takes at most `graceMs` and
     * twice `abortMs`. Handlers that still run then are reported as abandoned: closing the adapter or
     * the end of their leases frees those tasks. Always the same promise as `run`, but for options
     * that nobody knows: then nothing is stopped, and it rejects with JobQueueError `invalid`.
     */
    stop(options?: StopOptions): Promise<WorkerReport>;
}

// worker/worker-options.d.ts
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
    /**
     * Signals that stop the worker; a second one aborts at once. Default SIGTERM and SIGINT; [] for
     * none.
     */
    readonly signals?: readonly NodeJS.Signals[];
    readonly limits?: WorkerLimits;
    /** Before the first task; if it throws, `run` rejects with that. */
    readonly setUp?: () => unknown;
    /** After the last task, also when `setUp` threw. */
    readonly tearDown?: () => unknown;
    /** Default: that of the queues. */
    readonly codec?: Codec;
    /** Default: that of the adapter, else Node’s. */
    readonly clock?: Clock;
    /** In [0, 1); for jitter. Default Math.random. */
    readonly random?: () => number;
}

// worker/middleware.d.ts
/**
 * Code around every handler. `next` runs the rest and rejects as it does; without calling it the
 * task completes unrun. The first registered is the outermost.
 */
export type Middleware = (task: Task, next: () => Promise<void>) => unknown;

// task/handler.d.ts
/** Runs one task. What it returns is ignored; a promise is awaited. */
export type Perform<Data> = (task: Task<Data>) => unknown;

/**
 * A handler in three steps, for resources that belong to one run. `tearDown` runs after every
 * `setUp`, also when `setUp` or `perform` threw; the first error is the task's failure.
 */
export interface HandlerObject<Data> {
    setUp?(task: Task<Data>): unknown;
    perform(task: Task<Data>): unknown;
    tearDown?(task: Task<Data>): unknown;
}

// emitter.d.ts
/** Anything a listener returns is ignored; a rejection is reported like a throw. */
export type Listener<Event> = (event: Event) => unknown;

// worker/events.d.ts
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

/**
 * All events of a worker, in the order of a task's life. Each delivery that is told of has exactly
 * one of the endings `task.executed`, `task.retried`, `task.held`, `task.released` and `task.lost`.
 * Times in milliseconds.
 */
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
    /** Its data is good and its handler begins, middleware first. */
    'task.started': TaskFacts;
    'task.progress': TaskFacts & {
        readonly value: unknown;
    };
    /** The handler returned and the broker confirmed that the task is gone. */
    'task.executed': TaskFacts & {
        readonly durationMs: number;
    };
    /** The handler threw; one of the next four follows. */
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
    /**
     * The broker confirmed that the task was given back, which counts as no failure: it never
     * started, or the stop of the worker aborted it.
     */
    'task.released': TaskFacts;
    /**
     * It runs elsewhere or again later: its lease ended first, the broker never said what became of
     * its outcome, or the worker stopped before its handler had returned.
     */
    'task.lost': TaskFacts & {
        readonly error: JobQueueError;
    };
    /**
     * A fault outside the handlers: fetching, touching, settling, a listener, a hook. Without a
     * listener one line goes to standard error.
     */
    error: {
        readonly worker: string;
        readonly error: JobQueueError;
        readonly queue?: string;
        readonly id?: string;
    };
}

// worker/worker-report.d.ts
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

// task/retry-policy.d.ts
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

/**
 * For definitions without a policy: up to 1, 3, 9, 27 … s, at most 1 h, at random; ten attempts.
 */
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

// errors.d.ts
/**
 * Stable reasons; each says what a caller can do about it. New ones may be added, none changes
 * meaning.
 */
export type ErrorCode = 'aborted' | 'already-settled' | 'ambiguous' | 'closed' | 'incomplete' | 'invalid' | 'lease-lost' | 'not-found' | 'time-limit' | 'task-reserved' | 'too-large' | 'unavailable' | 'unsupported' | 'unexpected';

/** The only error class that jq throws. Tell kinds apart by `code`, never by message. */
export declare class JobQueueError extends Error {
    readonly name = "JobQueueError";
    readonly code: ErrorCode;
    /** Of a failed `addAll`: the id of each task that was added, or why it was not, by index. */
    readonly results?: readonly (string | JobQueueError)[];
    constructor(code: ErrorCode, message: string, options?: {
        cause?: unknown;
        results?: readonly (string | JobQueueError)[];
    });
    /** True for errors of any installed copy of @jq/core; `instanceof` sees only its own. */
    static is(value: unknown, code?: ErrorCode): value is JobQueueError;
    /** Leaves a JobQueueError as it is; wraps anything else as `unexpected` with its cause. */
    static from(value: unknown, doing: string): JobQueueError;
}

// connect.d.ts
export interface ConnectOptions {
    /** Tried before any package: what adapter packages export as `adapter`. */
    readonly adapters?: readonly AdapterFactory[];
}

/**
 * Opens the adapter that a DSN names, such as `file:./queue` or `memory:`; default: the environment
 * variable JQ_DSN. The scheme says which: one of `adapters`, else the package `@jq/<scheme>`, else
 * `@<scheme>/jq`, which is loaded only now. Rejects with JobQueueError `invalid` (DSN),
 * `unsupported` (package not installed), or what opening said.
 */
export declare function connect(dsn?: string | undefined, options?: ConnectOptions): Promise<Adapter>;

// memory/memory.d.ts
/** Every verb is there. */
export type MemoryAdapter = Required<Adapter<MemorySupports>> & Clocked;

/**
 * `store`: work on the tasks of another adapter; else a store of its own, on `clock`. Default: the
 * global timers, also where a test has replaced them by fakes.
 */
export type MemoryOptions = {
    readonly clock?: Clock;
} | {
    readonly store: MemoryStore;
};

/**
 * Tasks in this process's memory, gone with it: for tests, and the reference for what the
 * contract means.
 * @throws JobQueueError `invalid`, naming the option
 */
export declare function memory(options?: MemoryOptions): MemoryAdapter;

// memory/supports.d.ts
export type MemorySupports = typeof memorySupports;

// task/codec.d.ts
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

// task/envelope.d.ts
/** The version this package writes, and the highest it reads; docs/wire-format.md. */
export declare const ENVELOPE_VERSION = 1;

/** The default codec: `{"jq":1,"task":…,"data":…,"context":…}` as UTF-8 JSON. */
export declare const jsonCodec: Codec;

/**
 * As `jsonCodec`, for numbers of other producers that JavaScript would round: a body with an
 * integer beyond ±2^53 that is not kept exactly, or a number too large to be finite, is
 * undecodable, so that its task is held.
 */
export declare const strictJsonCodec: Codec;

// adapter/adapter.d.ts
/** What an adapter package exports as `adapter`, for `connect`. */
export interface AdapterFactory {
    /**
     * Its usual scheme: `file` in `file:./queue`. The package is named after it: `@jq/<scheme>`, or
     * `@<scheme>/jq`.
     */
    readonly scheme: string;
    /** Other schemes that lead here when the factory itself is given to `connect`. */
    readonly spellings?: readonly string[];
    /** @throws JobQueueError `invalid`; the message must not show passwords */
    fromDsn(dsn: string): Adapter;
}

/** One entry per argument, at its index: the value, or why that item alone failed. */
export type Results<T = void> = readonly (T | JobQueueError)[];

export interface CallOptions {
    /** Gives up waiting with `aborted`; what was already sent may still happen. */
    readonly signal?: AbortSignal;
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
 * One broker. Every verb takes a batch; a verb the broker lacks is left out, and `supports` says
 * so.
 *
 * For every verb:
 * - It may be called at any time, also while other calls are under way, and by several callers.
 * - It resolves when the broker has done what was asked. Its results are by index; an item that
 *   failed has its error there, and the call rejects only when all of it failed.
 * - It rejects with `closed` after `close`; with `aborted` when its signal has fired, with the
 *   signal's reason as `cause`; with `invalid` for an argument, `unsupported` for what `supports`
 *   rules out, `unavailable` when the broker can't be reached: nothing was done then; and with
 *   `ambiguous` when the request may have been done and its answer did not come.
 * - Arrays and bodies stay the caller's: they are read until the call has resolved, never changed
 *   or kept. What an adapter gives is the receiver's to keep and to change.
 */
export interface Adapter<C extends Capabilities = Capabilities> {
    /** Lower case, as in the package name; used in errors, events and metrics. */
    readonly name: string;
    readonly supports: C;
    /**
     * Connects and compares the broker with what is declared. May be called again, and at once; the
     * other verbs open by themselves. Rejects with `invalid` where the broker is not as declared.
     */
    open(options?: CallOptions): Promise<void>;
    /**
     * Resolves when the broker has the tasks, as durably as `supports.durable` says, with their ids.
     * Puts of one caller keep their order, as far as the broker has one. After `ambiguous` it may be
     * repeated where `supports.idempotentPut`; elsewhere a repeat may put the task twice. Items fail
     * with `invalid`, `unsupported`, `too-large`, `unavailable` or `ambiguous`.
     */
    put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results<string>>;
    /**
     * Up to `max` tasks, those of earlier queues first as far as `supports.queueOrder` says; waits
     * only for the first, and may bring fewer than there are. Each comes with a lease, which nobody
     * else has until it is settled, lapses or is given back. Resolves with none when the wait is
     * over. A signal ends the wait: with what is there, else with `aborted`; what comes too late is
     * given back. Never `ambiguous`: what got lost on its way lapses.
     */
    reserve(queues: readonly string[], options: ReserveOptions): Promise<readonly Reservation[]>;
    /**
     * The tasks are done: the broker forgets them. A lease settles once: again with the same verb
     * changes nothing and succeeds, with another one answers `already-settled`; one that is over
     * answers `lease-lost`, unless `supports.lateComplete` and nobody took the task since. After
     * `unavailable` or `ambiguous` the lease is open again, and the call may be repeated.
     */
    complete(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    /**
     * Gives tasks back: ready at once, or after `delayMs`, with their attempts, body and ttr. Settles
     * the lease as `complete` does. Items fail with `invalid` or `unsupported` too, their leases
     * open.
     */
    retry(retries: readonly Retry[], options?: CallOptions): Promise<Results>;
    /**
     * Restarts the full ttr from now and moves the lease's `expiresAt`. The lease stays open; one
     * that is over answers `lease-lost`. May be repeated.
     */
    touch?(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    /**
     * Sets tasks aside until `unhold`, with their priority and attempts. Settles the lease as
     * `complete` does.
     */
    hold?(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    /**
     * Frees held tasks, oldest hold first, or those of the ids that are held; answers how many. They
     * are ready at once. After `ambiguous` it may be repeated: what was freed is not freed again.
     */
    unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
    /**
     * Up to `max` tasks of a state that `supports.peek` lists, the next to leave it first. Changes
     * nothing and counts no attempt. Never `ambiguous`.
     */
    peek?(queue: string, state: TaskState, max: number, o?: CallOptions): Promise<readonly TaskView[]>;
    /**
     * Deletes ready, delayed or held tasks. A reserved one answers `task-reserved`, an unknown one
     * `not-found`, or `ambiguous` where an earlier request of the same call may have deleted it.
     */
    remove?(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results>;
    /**
     * Deletes all tasks of one state that `supports.purge` lists, or of all of these; answers how
     * many. What is put meanwhile may stay. After `ambiguous` it may be repeated.
     */
    purge?(queue: string, state?: TaskState, options?: CallOptions): Promise<number>;
    /**
     * No task of the queue is given for `forMs`; 0 resumes and wakes those who wait. Puts and open
     * leases go on. It ends by itself; a second pause replaces the first.
     */
    pause?(queue: string, forMs: number, options?: CallOptions): Promise<void>;
    /** Counts, exact where `supports.exactCounts`; zeros for an unknown queue. Never `ambiguous`. */
    stats?(queue: string, options?: CallOptions): Promise<QueueStats>;
    /** Names of queues that have or had tasks, each once. Never `ambiguous`. */
    queues?(options?: CallOptions): Promise<readonly string[]>;
    /**
     * Refuses what comes from now on, ends waits, lets what is under way have its answer, gives back
     * every open lease, then disconnects. Never rejects for a broker that is away: its leases lapse.
     * Safe to call twice, and at once.
     */
    close(): Promise<void>;
}

/**
 * Said by an adapter whose leases are not on `systemClock`: their `expiresAt` is counted on this
 * clock, and a worker that was given none goes by it.
 */
export interface Clocked {
    readonly clock: Clock;
}

// adapter/capabilities.d.ts
/** Where a task is; a completed or removed one is in none. */
export type TaskState = 'ready' | 'delayed' | 'reserved' | 'held';

/** How a rule is kept. An emulation names its hazard in one sentence, for users. */
export type Support = 'native' | 'unsupported' | {
    readonly emulated: string;
};

/**
 * What an adapter guarantees and how far; fixed data, proven by @jq/contract. Times in
 * milliseconds.
 */
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

// adapter/checks.d.ts
/** beanstalkd's range: unsigned 32-bit, 0 first. */
export declare const MAX_PRIORITY = 4294967295;

/** What a task has that asks for no other; the only one where ORDER is unsupported. */
export declare const DEFAULT_PRIORITY = 512;

// adapter/rules.d.ts
export type Rule = (typeof RULES)[number];

// time/clock.d.ts
/** Time as the library sees it, so that tests can turn the hands. Milliseconds throughout. */
export interface Clock {
    /** Wall time since the epoch. */
    now(): number;
    /** Never steps; origin unspecified. Deadlines are counted on it. */
    monotonic(): number;
    /** Calls `run` once after at least `ms`; the returned function cancels. Waits of any length. */
    after(ms: number, run: () => void): () => void;
}
