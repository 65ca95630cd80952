import type { JobQueueError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import type { Capabilities, TaskState } from './capabilities.js';

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

export type QueueStats = Readonly<Record<TaskState, number>> & { readonly paused: boolean };

export type UnholdSelection = { readonly max: number } | { readonly ids: readonly string[] };

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
  peek?(
    queue: string,
    state: TaskState,
    max: number,
    o?: CallOptions,
  ): Promise<readonly TaskView[]>;
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
