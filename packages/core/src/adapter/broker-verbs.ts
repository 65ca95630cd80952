import type { JobQueueError } from '../errors.js';
import type {
  Adapter,
  CallOptions,
  Lease,
  NewTask,
  Reservation,
  ReserveOptions,
  Results,
  Retry,
  TaskView,
  QueueStats,
  UnholdSelection,
} from './adapter.js';
import type { Capabilities, TaskState } from './capabilities.js';

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
  reserve(
    queues: readonly string[],
    options: ReserveOptions & { readonly signal: AbortSignal },
  ): Maybe<readonly Reservation[]>;
  complete(leases: readonly Lease[], options?: CallOptions): Maybe<Results>;
  retry(retries: readonly Retry[], options?: CallOptions): Maybe<Results>;
  hold?(leases: readonly Lease[], options?: CallOptions): Maybe<Results>;
  /** Restarts the full ttr; answers when each lease ends then, on the clock of `expiresAt`. */
  touch?(leases: readonly Lease[], options?: CallOptions): Maybe<Results<number>>;
  unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Maybe<number>;
  peek?(
    queue: string,
    state: TaskState,
    max: number,
    options?: CallOptions,
  ): Maybe<readonly TaskView[]>;
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
export type OptionalVerb =
  | 'touch'
  | 'hold'
  | 'unhold'
  | 'peek'
  | 'remove'
  | 'purge'
  | 'pause'
  | 'stats'
  | 'queues';

/** The adapter that `adapterFront` makes of `V`: it has the optional verbs that `V` has. */
export type AdapterOf<V extends BrokerVerbs> = Adapter<V['supports']> &
  Required<Pick<Adapter<V['supports']>, OptionalVerb & keyof V>>;
