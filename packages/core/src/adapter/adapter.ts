import type { JobQueueError } from '../errors.js';
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
 * so. A call rejects only when all of it failed; per-item failures are in its results.
 */
export interface Adapter<C extends Capabilities = Capabilities> {
  /** Lower case, as in the package name; used in errors, events and metrics. */
  readonly name: string;
  readonly supports: C;
  /** Connects; safe to call again. Other verbs open by themselves. */
  open(options?: CallOptions): Promise<void>;
  /** Resolves when the broker has the tasks, with their ids. */
  put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results<string>>;
  /**
   * Up to `max` tasks; waits only for the first. An aborted wait resolves with what it has or
   * rejects `aborted`.
   */
  reserve(queues: readonly string[], options: ReserveOptions): Promise<readonly Reservation[]>;
  complete(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
  retry(retries: readonly Retry[], options?: CallOptions): Promise<Results>;
  /** Restarts the full ttr from now and moves the lease's `expiresAt`. */
  touch?(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
  hold?(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
  /** Frees held tasks, oldest hold first; answers how many. */
  unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
  peek?(
    queue: string,
    state: TaskState,
    max: number,
    o?: CallOptions,
  ): Promise<readonly TaskView[]>;
  /**
   * Ready, delayed or held tasks; a reserved one answers `task-reserved`, an unknown one
   * `not-found`.
   */
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
