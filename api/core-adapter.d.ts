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

/** What a thrown value says; never throws, whatever was thrown. */
export declare function messageOf(error: unknown): string;

// adapter/front.d.ts
export interface FrontOptions<Extra extends object = object> extends Partial<Omit<SettleRules, 'lateComplete'>> {
    /** Methods beyond the contract, each run by `call` as the verbs are. */
    readonly extra?: (call: OperatorCall) => Extra;
}

/**
 * The adapter of a broker, out of what only this broker does. It checks arguments, refuses what
 * comes after `close` or after its signal has fired, keeps the book of leases, settles each once,
 * answers by index, and knows at `close` what is under way and which leases are open.
 */
export declare function adapterFront<V extends BrokerVerbs, Extra extends object = object>(verbs: V, options?: FrontOptions<Extra>): AdapterOf<V> & Extra;

// adapter/operator-verbs.d.ts
/** Runs one call, as the front runs every call; with a queue, its name is checked first. */
export type OperatorCall = <T>(options: CallOptions | undefined, queue: string | undefined, work: () => Maybe<T>) => Promise<T>;

// adapter/broker-names.d.ts
/**
 * What queues are called at the broker, by jq's name: `{ orders: 'shop:orders' }`. A queue that is
 * not in it has its usual name. The queues that an adapter keeps beside one are named like any
 * other, by what jq calls them: `'orders-held'`, `'orders-p0'`.
 */
export type QueueNames = Readonly<Record<string, string>>;

/** What a broker's own rules for names are. */
export interface NamingRules {
    /** Whose option `names` is, such as `@jq/beanstalkd`. */
    readonly what: string;
    /** Whether the broker takes a queue of this name. */
    readonly takes: (name: string) => boolean;
    /** What it takes, for the refusal: `use 1–200 letters, digits or …`. */
    readonly hint: string;
    /** What the broker calls a queue that is not in the map. Default: as jq does. */
    readonly usual?: (queue: string) => string;
}

/**
 * The option `names` of an adapter: translates where names go to the broker and come from it, so
 * that queues of existing systems keep theirs. Everything else in an adapter has jq's names.
 */
export declare class BrokerNames {
    #private;
    /**
     * @throws JobQueueError `invalid` for a key that can't be a queue of jq's, a name that the broker
     * does not take, and a name that two queues have
     */
    constructor(names: QueueNames | undefined, rules: NamingRules);
    /** The broker's name of a queue, or of a queue kept beside one. */
    toBroker(queue: string): string;
    /**
     * jq's name of what the broker calls so: that of the map, or the same. Undefined where jq calls
     * another queue of the broker so. For `queues`, filter by `isQueueName`: a broker has others,
     * too.
     */
    toQueue(name: string): string | undefined;
    /**
     * For `checkQueue`: a queue that the broker would confuse with a named one is refused.
     * @throws JobQueueError `invalid`
     */
    check(queue: string): void;
}

// adapter/check-options.d.ts
/**
 * Refuses what is no object of options, and options nobody knows: a typing error must not be
 * dropped. Only own properties count.
 * @param what whose options, such as `@jq/redis` or `task resize`
 * @returns the options to read: where `Object.prototype` was extended, a copy of the own ones
 * @throws JobQueueError `invalid`, with the nearest known name and all of them
 */
export declare function checkOptions<T>(what: string, options: T, known: readonly string[]): T;

// adapter/decorated.d.ts
/**
 * The adapter with some of its verbs replaced: what records, measures or breaks calls is put around
 * an adapter with this. All else goes straight to `adapter`.
 *
 * - Every function keeps its `this`: those of `adapter` get it, those of `verbs` get `verbs`.
 * - A verb that `adapter` lacks stays absent, whatever `verbs` says, since a missing verb is how an
 *   adapter says that its broker can't do something. One given as `undefined` becomes absent.
 * - The members are read once, here. A call costs one bound function more; a Proxy would look up
 *   and bind at every call.
 */
export declare function decorated<A extends Adapter>(adapter: A, verbs: Partial<Adapter>): A;

// adapter/refusals.d.ts
/** A verb after `close`. `who` is what was closed, such as `redis adapter`. */
export declare function closed(who: string): JobQueueError;

/** A verb for people on a task that a worker has. */
export declare function taskReserved(id: string): JobQueueError;

export declare function taskNotFound(id: string): JobQueueError;

/** A state that `verb` cannot be asked about. `why` says what to do instead. */
export declare function stateUnsupported(verb: string, state: TaskState, known: readonly TaskState[], why?: string): JobQueueError;

/** A request that was sent, and its answer did not come. `what` was asked of whom. */
export declare function ambiguous(what: string, cause?: unknown): JobQueueError;

/**
 * Why a call failed that leaves nothing in doubt: one that only looks, or a reserve, since what was
 * given to nobody goes to others.
 */
export declare function withoutDoubt(error: unknown): unknown;

// adapter/settle.d.ts
/** What settling needs to know of an adapter. */
export interface SettleRules {
    readonly book: LeaseBook;
    /** As the adapter declares: a complete may still count when its lease has ended. */
    readonly lateComplete: boolean;
    /**
     * The clock of the leases, where one that is over by it must not be sent: a broker that can't
     * tell old deliveries from new ones would end the wrong one.
     */
    readonly strictBy?: {
        monotonic(): number;
    } | undefined;
    /**
     * Whether a lease that the book has dropped may still complete its task. Left out: none may.
     */
    readonly mayComplete?: ((lease: Lease) => boolean) | undefined;
    /** A verb that was sent ends its lease, also where the broker refused it or did not answer. */
    readonly endsWhenSent?: boolean | undefined;
}

/** One verb on leases. */
export interface Settlement<T> {
    readonly verb: SettleVerb;
    readonly leaseOf: (item: T) => Lease;
    /** Why this one can't be asked for at all, its lease staying open; undefined where it can. */
    readonly refusal?: (item: T) => JobQueueError | undefined;
    /** Sends those whose leases are open and claimed; answers by index. */
    readonly send: (items: readonly T[]) => Results | Promise<Results>;
}

/**
 * Settles each lease once. A failure that may pass leaves its lease open, so that the caller may
 * try again; after `lease-lost` every later verb gets the same answer. Answers later only where
 * `send` does.
 */
export declare function settle<T>(rules: SettleRules, items: readonly T[], { verb, leaseOf, refusal, send }: Settlement<T>): Results | Promise<Results>;

/**
 * Restarts open leases by `send`, which answers when each ends then, and moves their ends. One that
 * is over is not asked for.
 */
export declare function touch({ book, lateComplete, strictBy }: SettleRules, leases: readonly Lease[], send: (leases: readonly Lease[]) => Results<number> | Promise<Results<number>>): Results | Promise<Results>;

// adapter/results.d.ts
/**
 * Asks for some of the items and puts the answers at their places; the others keep what they have.
 * A failure of all of them is one of each. Answers later only where `ask` does, so that what is
 * known at once costs no turn.
 */
export declare function fillIn<Item, T>(results: (T | JobQueueError)[], items: readonly Item[], which: (index: number) => boolean, ask: (chosen: readonly Item[]) => Results<T> | Promise<Results<T>>): void | Promise<void>;

// adapter/batcher.d.ts
/** How batches are cut; everything may be left out. */
export interface BatcherOptions<T> {
    /** Items of one batch at most; so many leave at once, without waiting for more. */
    readonly most?: number;
    /** What the items of one batch may add up to by `bytesOf`; one item may be larger by itself. */
    readonly mostBytes?: number;
    readonly bytesOf?: (item: T) => number;
    /** Batches under way at most: what comes meanwhile goes along with the next one. */
    readonly atOnce?: number;
    /** How long a batch that is not full waits for more. Default 0: until the end of the tick. */
    readonly lingerMs?: number;
    /** Counts `lingerMs`. */
    readonly clock?: Clock;
}

/**
 * Collects what one tick brings, or a few milliseconds, and hands it over in batches, in the order
 * in which it came. By itself it waits for the end of the tick and the promise jobs that are due
 * then: a hundred handlers that end together become one request.
 */
export declare class Batcher<T> {
    #private;
    /** @param send must not throw or reject; with `atOnce`, a batch is under way until it resolves */
    constructor(send: (items: T[]) => unknown, options?: BatcherOptions<T>);
    add(item: T): void;
    /** Sends what is there now, as far as `atOnce` lets it, instead of later. */
    flush(): void;
}

// adapter/bag.d.ts
/** Where a member is in its bag. */
export declare const place: unique symbol;

/**
 * What is in one bag at a time. An object made with the property is faster than one that gets it
 * later.
 */
export interface Baggable {
    [place]?: number | undefined;
}

/**
 * A set without order, for what comes and goes with every task. A Set is made anew every so many
 * additions, and what its old tables hold outlives all but full collections: with tasks in them
 * that is a kilobyte a task, and a tenth of the time.
 */
export declare class Bag<T extends object> implements Iterable<T> {
    #private;
    get size(): number;
    has(member: T & Baggable): boolean;
    add(member: T & Baggable): void;
    /** Answers whether it was there. */
    delete(member: T & Baggable): boolean;
    /** Empties it; answers what was there. */
    drain(): T[];
    /** Those that are there when it begins. */
    [Symbol.iterator](): IterableIterator<T>;
}

// time/alarm.d.ts
/**
 * One timer for many deadlines: it is set again only for an earlier one. After ringing, whoever was
 * called looks what is due and asks for the next, so a deadline costs a comparison and no timer.
 */
export declare class Alarm {
    #private;
    constructor(clock: Clock, ring: () => void);
    /** Rings at `due` on `Clock.monotonic`, perhaps earlier. */
    at(due: number): void;
    /** It never rings again. */
    stop(): void;
}

// time/aborts.d.ts
/** The refusal of a call whose signal has fired; its `cause` is the signal's reason. */
export declare function aborted(signal: AbortSignal): JobQueueError;

/**
 * Who must hear that a signal aborts. A worker hands over the same signal with every reserve, and
 * adding and removing a listener costs as much as the rest of a call, so each signal gets one
 * listener that stays.
 */
export declare class Aborts {
    #private;
    /** Runs `then` once when the signal fires, at once if it has; answers how to stop that. */
    watch(signal: AbortSignal, then: () => void): () => void;
    /**
     * The outcome of `work`, unless the signal comes first: then `aborted`, and what was sent goes
     * on.
     */
    race<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

/** As `Aborts.race`, for signals that are seldom used twice. */
export declare function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T>;

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

/** Node's clocks and timers, as they were when the library was loaded. */
export declare const systemClock: Clock;

// time/sleep.d.ts
/** Until `ms` have passed, or the signal fires. */
export declare function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void>;

/** Until `work` is done or has failed, the time is over, or the signal fires. Never rejects. */
export declare function settledWithin(work: Promise<unknown>, ms: number, signal?: AbortSignal, clock?: Clock): Promise<void>;

// time/timers.d.ts
/**
 * Node's timers as they were when the library was loaded. A test that replaces the global ones by
 * fakes stops its own code, not a broker's answers, and not the ends of leases at a broker.
 */
export declare const timers: Timers;

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
    /**
     * On `Clock.monotonic`, counted from before the request left, so it errs early. `touch` moves it.
     */
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

// adapter/rules.d.ts
/** The rules every adapter is measured by; docs/contract-rules.md says each in a sentence. */
export declare const RULES: readonly ['DURABLE-PUT', 'ORDER', 'DELAY', 'EXCLUSIVE', 'LAPSE', 'TOUCH', 'FENCED', 'RETRY', 'HOLD', 'ATTEMPTS', 'WAIT', 'QUEUES', 'ABORT', 'CLOSE', 'BYTES', 'TOO-LARGE', 'BATCH', 'STATS', 'PEEK', 'REMOVE', 'PURGE', 'PAUSE', 'REDIAL', 'FOREIGN'];

export type Rule = (typeof RULES)[number];

// adapter/rule-verbs.d.ts
/**
 * The verbs that an adapter has exactly when it supports the rule they are about; the others are
 * always there.
 */
export declare const RULE_VERBS: Readonly<Partial<Record<Rule, readonly (keyof Adapter)[]>>>;

// adapter/broker-verbs.d.ts
/** An answer at once, where the broker needs no waiting for, or later. */
export type Maybe<T> = T | Promise<T>;

/** What the end of an adapter needs to know of it. */
export interface Ending {
    /** Resolves when every call that was under way has its answer. */
    readonly quiet: Promise<void>;
    /** The leases that are open now, which nobody settles any more. */
    readonly drain: () => Lease[];
}

/**
 * What an author of an adapter writes: only what this broker does. `adapterFront` makes the adapter
 * out of it and has seen to the rest before it calls:
 *
 * - arguments are checked against `supports`; batches hold what is acceptable, and are not empty;
 * - the adapter is not closed, the signal has not fired; a call whose signal fires later rejects
 *   with `aborted` at once, whatever becomes of it here;
 * - leases are open and claimed for the verb; those that fail are opened again, except for
 *   `lease-lost`.
 *
 * Results are by index: `undefined` where it was done, else why not. A verb that rejects fails all
 * of its items. An optional verb is left out where the broker lacks it, and `supports` says so.
 * Arrays and bodies belong to the caller: read them until the promise resolves, never change them.
 */
export interface BrokerVerbs<C extends Capabilities = Capabilities> {
    /** Lower case, as in the package name. */
    readonly name: string;
    readonly supports: C;
    /** Refuses names that this broker keeps for itself. @throws JobQueueError `invalid` */
    checkQueue?(queue: string): void;
    /**
     * Asked before each verb but `open`: undefined when requests can be sent, else what to wait for.
     * Left out where verbs connect by themselves.
     */
    ready?(): Promise<void> | undefined;
    /** Connects. Called for each `open`, so remember what is there. */
    open(options?: CallOptions): Maybe<void>;
    /** Answers when the broker has them; undefined when it has all. */
    put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Maybe<Results | undefined>;
    /**
     * Up to `max` tasks of distinct queues; waits only for the first. The signal fires also at close:
     * then end soon, with what there is or with any error; what comes too late must be given back.
     */
    reserve(queues: readonly string[], options: ReserveOptions & {
        readonly signal: AbortSignal;
    }): Maybe<readonly Reservation[]>;
    complete(leases: readonly Lease[], options?: CallOptions): Maybe<Results>;
    retry(retries: readonly Retry[], options?: CallOptions): Maybe<Results>;
    hold?(leases: readonly Lease[], options?: CallOptions): Maybe<Results>;
    /** Restarts the full ttr; answers when each lease ends then, on the clock of `expiresAt`. */
    touch?(leases: readonly Lease[], options?: CallOptions): Maybe<Results<number>>;
    unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Maybe<number>;
    peek?(queue: string, state: TaskState, max: number, options?: CallOptions): Maybe<readonly TaskView[]>;
    remove?(queue: string, ids: readonly string[], options?: CallOptions): Maybe<Results>;
    purge?(queue: string, state: TaskState | undefined, options?: CallOptions): Maybe<number>;
    pause?(queue: string, forMs: number, options?: CallOptions): Maybe<void>;
    stats?(queue: string, options?: CallOptions): Maybe<QueueStats>;
    queues?(options?: CallOptions): Maybe<readonly string[]>;
    /** What to do instead of asking about this state, for the error's text. */
    stateHint?(verb: 'peek' | 'purge', state: TaskState): string | undefined;
    /** Gives back the open leases, then disconnects. Called once. */
    close(ending: Ending): Maybe<void>;
    /** Every error of this adapter passes here last, to become one of ours where it is none. */
    errorOf?(error: unknown, doing: string): JobQueueError;
}

/** The verbs that an adapter may lack. */
export type OptionalVerb = 'touch' | 'hold' | 'unhold' | 'peek' | 'remove' | 'purge' | 'pause' | 'stats' | 'queues';

/** The adapter that `adapterFront` makes of `V`: it has the optional verbs that `V` has. */
export type AdapterOf<V extends BrokerVerbs> = Adapter<V['supports']> & Required<Pick<Adapter<V['supports']>, OptionalVerb & keyof V>>;

// adapter/checks.d.ts
/** beanstalkd's range: unsigned 32-bit, 0 first. */
export declare const MAX_PRIORITY = 4294967295;

/** What a task has that asks for no other; the only one where ORDER is unsupported. */
export declare const DEFAULT_PRIORITY = 512;

/**
 * Cuts a value for an error message. Of functions and instances of classes only the kind is shown:
 * a client that was passed by mistake may hold a password.
 */
export declare function shown(value: unknown): string;

/** Neither an array nor an instance of a class; also that of another realm, as in test runners. */
export declare function isPlain(value: object): boolean;

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

/**
 * Why a task can't be put on a broker with these limits, or undefined. Adapters ask before sending.
 */
export declare function checkNewTask(task: NewTask, limits: Capabilities): JobQueueError | undefined;

/** Why a retry can't be sent to a broker with these limits, or undefined; its lease stays open. */
export declare function checkRetry(retry: Retry, limits: Capabilities): JobQueueError | undefined;

/** @throws JobQueueError `invalid`, `unsupported` */
export declare function checkReserve(queues: readonly string[], { max, waitMs }: ReserveOptions, limits: Capabilities): void;

/** @throws JobQueueError `invalid` */
export declare function checkState(state: unknown): asserts state is TaskState;

/** @throws JobQueueError `invalid` */
export declare function checkArray(what: string, value: unknown): asserts value is readonly unknown[];

/**
 * Names of tasks that are looked for: any text may be asked about. @throws JobQueueError `invalid`
 */
export declare function checkTaskIds(ids: unknown): asserts ids is readonly string[];

/** @throws JobQueueError `invalid` */
export declare function checkUnhold(which: unknown): asserts which is UnholdSelection;

// adapter/dsn-options.d.ts
/** Which options a DSN may give after its `?`, and what their values are. */
export interface QueryKinds {
    /** `true` or `false`. */
    readonly flags?: readonly string[];
    readonly numbers?: readonly string[];
    /** Numbers with commas between them; nothing is a list of none. */
    readonly lists?: readonly string[];
    readonly texts?: readonly string[];
    /** Texts by name, one entry each: `names.orders=shop.orders`. */
    readonly maps?: readonly string[];
}

/**
 * Reads the options of a DSN. What is no number becomes NaN, for the adapter's own check to refuse.
 * @throws what `invalid` makes of a message, for an unknown option, a flag that is neither, or an
 * option given twice
 */
export declare function queryOptions(query: string | undefined, { flags, numbers, lists, texts, maps }: QueryKinds, invalid: (what: string) => JobQueueError): Record<string, unknown>;

// adapter/lease-book.d.ts
export type SettleVerb = 'complete' | 'retry' | 'hold';

/**
 * The leases that one adapter instance has open, and how each was settled: a lease settles once
 * (contract, FENCED), and `close` knows what to give back. Leases that lapsed and that nobody
 * settled are forgotten in time.
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
    /** A touch succeeded: the lease ends at `expiresAt` now, on the clock of the book. */
    prolong(lease: Lease, expiresAt: number): void;
    has(lease: Lease): boolean;
    /** Why an open-lease verb such as touch can't be sent, or undefined. */
    refusal(lease: Lease): JobQueueError | undefined;
    /** Empties the book and answers what was open. */
    drain(): Lease[];
}

/**
 * The error of a verb that came after its lease had ended. The lease counts as not settled from
 * then on, so that every later verb gets the same answer.
 */
export declare function leaseLost(lease: Lease): JobQueueError;
