import { JobQueueError } from '../errors.js';
import { type Address, nameOf } from './address.js';

/** No connection could be had. `server` is its kind, such as `gearmand`. */
export function unreachable(
  server: string,
  address: Address,
  afterMs: number,
  cause?: Error,
): JobQueueError {
  const why = cause === undefined ? `no answer within ${afterMs} ms` : reasonOf(cause);
  return new JobQueueError(
    'unavailable',
    `${server} at ${nameOf(address)}: ${why}. Is it running there?`,
    { cause },
  );
}

/**
 * The connection ended, with the requests that had not left yet. `server` is its kind and address.
 */
export function broken(server: string, cause?: Error): JobQueueError {
  const why = cause === undefined ? 'the connection ended' : reasonOf(cause);
  return new JobQueueError('unavailable', `${server}: ${why}`, { cause });
}

export function noAnswer(server: string, afterMs: number): JobQueueError {
  return new JobQueueError(
    'unavailable',
    `${server} gave no answer within ${afterMs} ms; the connection was dropped`,
  );
}

/** The request had left when the connection ended. */
export function ambiguous(server: string, cause: JobQueueError): JobQueueError {
  return new JobQueueError(
    'ambiguous',
    `${server}: sent, and the connection ended before the reply; it may or may not have happened`,
    { cause },
  );
}

/**
 * Why a call failed that leaves nothing in doubt: one that only looks, or a reserve, since what the
 * server gave over a connection that ended goes to others.
 */
export function withoutDoubt(error: unknown): unknown {
  if (!JobQueueError.is(error, 'ambiguous')) return error;
  return JobQueueError.is(error.cause) ? error.cause : error;
}

function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
