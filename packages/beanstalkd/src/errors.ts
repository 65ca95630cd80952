import { type ErrorCode, JobQueueError } from '@jq/core';

import type { Address } from './wire/connection.js';

/** No connection could be had. */
export function unreachable(
  { host, port }: Address,
  afterMs: number,
  cause?: Error,
): JobQueueError {
  const why = cause === undefined ? `no answer within ${afterMs} ms` : reasonOf(cause);
  return new JobQueueError(
    'unavailable',
    `beanstalkd at ${host}:${port}: ${why}. Is it running there?`,
    { cause },
  );
}

/** The connection ended, with the commands that had not left yet. */
export function broken(address: string, cause?: Error): JobQueueError {
  const why = cause === undefined ? 'the connection ended' : reasonOf(cause);
  return new JobQueueError('unavailable', `beanstalkd at ${address}: ${why}`, { cause });
}

export function noAnswer(address: string, afterMs: number): JobQueueError {
  return new JobQueueError(
    'unavailable',
    `beanstalkd at ${address} gave no answer within ${afterMs} ms; the connection was dropped`,
  );
}

/** The command had left when the connection ended. */
export function ambiguous(address: string, cause: JobQueueError): JobQueueError {
  return new JobQueueError(
    'ambiguous',
    `beanstalkd at ${address}: sent, and the connection ended before the reply; it may or may not have happened`,
    { cause },
  );
}

/**
 * Why a call failed that leaves nothing in doubt: one that only looks, or a reserve, since what the server gave over a
 * connection that ended goes to others.
 */
export function withoutDoubt(error: unknown): unknown {
  if (!JobQueueError.is(error, 'ambiguous')) return error;
  return JobQueueError.is(error.cause) ? error.cause : error;
}

const REPLIES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  DRAINING: [
    'unavailable',
    'it accepts no new tasks (drain mode): put to another server, or restart it',
  ],
  OUT_OF_MEMORY: ['unavailable', 'it is out of memory'],
  BURIED: [
    'unavailable',
    'it is out of memory and put the task aside: it is held now, unhold it when there is room',
  ],
  INTERNAL_ERROR: ['unavailable', 'it reports an internal error; its log says more'],
  JOB_TOO_BIG: [
    'too-large',
    'the task is over its max-job-size: raise it there (-z), or store the data elsewhere',
  ],
  NOT_FOUND: ['not-found', 'there is no such task or queue'],
};

/** What a reply that is not the one hoped for means. */
export function replyError(address: string, line: string): JobQueueError {
  const [word = ''] = line.split(' ', 1);
  const [code, text] = REPLIES[word] ?? ['unexpected', `it answered "${line.slice(0, 80)}"`];
  const cause = code === 'unexpected' ? line : undefined;
  return new JobQueueError(code, `beanstalkd at ${address}: ${text}`, { cause });
}

export function closedError(): JobQueueError {
  return new JobQueueError('closed', 'this beanstalkd adapter was closed; make a new one');
}

export function abortedError(signal: AbortSignal): JobQueueError {
  return new JobQueueError('aborted', 'the call was aborted', { cause: signal.reason });
}

function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
