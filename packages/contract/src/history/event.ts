import type { ErrorCode, TaskState, UnholdSelection } from '@jq/core/adapter';

/** One task of a put, without its bytes. */
export interface PutRecord {
  readonly id: string;
  readonly digest: string;
  readonly priority: number;
  readonly delayMs: number;
  readonly ttrMs: number;
}

/** One delivery, as its receiver saw it. */
export interface DeliveryRecord {
  /** Number of the lease among those of its recorder. */
  readonly lease: number;
  readonly queue: string;
  readonly id: string;
  readonly digest: string;
  readonly attempts?: number;
  readonly priority?: number;
  /** Until when the lease surely lives, in the time of the history. */
  readonly until: number;
}

/** What was asked. Leases are named by their numbers. */
export type RecordedCall =
  | { readonly verb: 'put'; readonly queue: string; readonly tasks: readonly PutRecord[] }
  | { readonly verb: 'reserve'; readonly queues: readonly string[]; readonly max: number }
  | { readonly verb: 'complete' | 'hold' | 'touch'; readonly leases: readonly number[] }
  | {
      readonly verb: 'retry';
      readonly leases: readonly number[];
      readonly retries: readonly RetryRecord[];
    }
  | { readonly verb: 'unhold'; readonly queue: string; readonly which: UnholdSelection }
  | { readonly verb: 'remove'; readonly queue: string; readonly ids: readonly string[] }
  | { readonly verb: 'purge'; readonly queue: string; readonly state?: TaskState }
  | { readonly verb: 'pause'; readonly queue: string; readonly forMs: number }
  | { readonly verb: 'close' };

export interface RetryRecord {
  readonly delayMs: number;
  readonly priority?: number;
}

/**
 * What came back: per item null or an error code, deliveries, or where a touch moved the leases'
 * ends.
 */
export interface RecordedAnswer {
  readonly results?: readonly (ErrorCode | null)[];
  readonly deliveries?: readonly DeliveryRecord[];
  readonly until?: readonly number[];
}

/**
 * One line of a history, an append-only record of what adapters were asked and answered.
 *
 * `at` is in milliseconds on one clock for the whole history: taken before the call for `invoke`,
 * after it for the others. `by` names the connection and `op` numbers its calls; an `invoke` that
 * nothing follows may or may not have happened. `died` says that a connection ended without
 * closing, and is written before it is made to.
 */
export type HistoryEvent = {
  readonly at: number;
  readonly by: string;
} & (
  | { readonly op: number; readonly kind: 'invoke'; readonly call: RecordedCall }
  | { readonly op: number; readonly kind: 'ok'; readonly answer: RecordedAnswer }
  | { readonly op: number; readonly kind: 'fail'; readonly code: ErrorCode }
  | { readonly kind: 'died' }
);
