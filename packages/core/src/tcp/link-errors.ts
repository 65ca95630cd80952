import { JobQueueError } from '../errors.js';
import { type ServerAddress, nameOf } from './address.js';

/** No connection could be had. `server` is its kind, such as `gearmand`. */
export function unreachable(
  server: string,
  address: ServerAddress,
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

function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
