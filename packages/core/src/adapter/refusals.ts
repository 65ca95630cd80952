import { JobQueueError } from '../errors.js';
import type { Lease } from './adapter.js';
import type { TaskState } from './capabilities.js';
import { shown } from './checks.js';

export { aborted } from '../time/aborts.js';

/** A verb after `close`. `who` is what was closed, such as `redis adapter`. */
export function closed(who: string): JobQueueError {
  return new JobQueueError('closed', `this ${who} was closed; make a new one`);
}

/** A verb after its lease had ended. */
export function leaseLost({ taskId, queue }: Pick<Lease, 'taskId' | 'queue'>): JobQueueError {
  return new JobQueueError(
    'lease-lost',
    `task ${taskId} of queue ${queue}: the lease has ended; the task runs elsewhere or again later. ` +
      'Raise ttrMs or touch in time',
  );
}

/** A second verb on a lease. */
export function alreadySettled({ taskId }: Lease, before: string): JobQueueError {
  return new JobQueueError(
    'already-settled',
    `task ${taskId}: this lease was already settled with ${before}`,
  );
}

/** A verb for people on a task that a worker has. */
export function taskReserved(id: string): JobQueueError {
  return new JobQueueError(
    'task-reserved',
    `task ${shown(id)}: a worker has it; only its lease ends it`,
  );
}

export function taskNotFound(id: string): JobQueueError {
  return new JobQueueError('not-found', `task ${shown(id)}: not in this queue`);
}

/** A state that `verb` cannot be asked about. `why` says what to do instead. */
export function stateUnsupported(
  verb: string,
  state: TaskState,
  known: readonly TaskState[],
  why = '',
): JobQueueError {
  const only = `only ${known.join(', ')} tasks`;
  return new JobQueueError(
    'unsupported',
    `${verb} ${shown(state)}: ${only}${why === '' ? '' : `; ${why}`}`,
  );
}

/** A request that was sent, and its answer did not come. `what` was asked of whom. */
export function ambiguous(what: string, cause?: unknown): JobQueueError {
  return new JobQueueError(
    'ambiguous',
    `${what}: sent, and the connection ended before the reply; it may or may not have happened`,
    cause === undefined ? undefined : { cause },
  );
}

/**
 * Why a call failed that leaves nothing in doubt: one that only looks, or a reserve, since what was
 * given to nobody goes to others.
 */
export function withoutDoubt(error: unknown): unknown {
  if (!JobQueueError.is(error, 'ambiguous')) return error;
  if (JobQueueError.is(error.cause)) return error.cause;
  return new JobQueueError('unavailable', error.message, { cause: error });
}
