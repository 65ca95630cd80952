import { JobQueueError, type Lease, leaseLost, systemClock } from '@jq/core/adapter';

/** A lease of this adapter; its token is the token in `reserved`. */
export interface RedisLease extends Lease {
  readonly token: string;
  expiresAt: number;
  /** A request to settle it went out and no answer came: it may have been done. */
  doubtful: boolean;
}

const DONE = 48; // '0'
const ENDED = 49; // '1'

export function isDone(verdicts: Uint8Array, index: number): boolean {
  return (verdicts[index] ?? DONE) === DONE;
}

/**
 * What a script's verdict on a lease means. One that was ended before its time, by nobody else
 * then, was ended by our own earlier request whose answer got lost. After its time, nobody can tell
 * who ended it.
 */
export function outcomeOf(
  verdicts: Uint8Array,
  index: number,
  lease: RedisLease,
  repeated: boolean,
): JobQueueError | undefined {
  const verdict = verdicts[index] ?? DONE;
  if (verdict === DONE) return undefined;
  // Stays in doubt, should the caller ask again.
  lease.doubtful ||= repeated;
  if (verdict !== ENDED || !lease.doubtful) return leaseLost(lease);
  if (systemClock.monotonic() < lease.expiresAt) return undefined;
  return new JobQueueError(
    'ambiguous',
    `task ${lease.taskId} of queue ${lease.queue}: an earlier request got no answer and its lease has ended since; it may have been done`,
  );
}
