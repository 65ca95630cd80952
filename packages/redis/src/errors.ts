import { JobQueueError } from '@jq/core/adapter';

import { LAYOUT } from './broker/scripts/keys.js';

/** Servers that answer so have done nothing, and may soon do it. */
const NOT_NOW = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY)\b/;
const ELSEWHERE = /^(MOVED|ASK)\b/;
const DENIED =
  /^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH|ERR Client sent AUTH|ERR invalid password|ERR The user executing the script)/i;
const FULL = /^(OOM|MISCONF)\b/;
const LAYOUT_REFUSAL = /^JQLAYOUT (\d+)/;

/** The server answered with an error; otherwise the connection failed. */
export function isReply(error: Error): boolean {
  return error.name === 'ReplyError';
}

export function isNoScript(error: Error): boolean {
  return isReply(error) && error.message.startsWith('NOSCRIPT');
}

/** Whether the server did nothing and the same request may succeed later. */
export function isNotNow(error: Error): boolean {
  return isReply(error) && NOT_NOW.test(error.message);
}

/** The client had no connection to write to, whatever it thought before. */
export function isUnsent(error: Error): boolean {
  return error.message.startsWith("Stream isn't writeable");
}

export function isDenied(error: Error): boolean {
  return isReply(error) && DENIED.test(error.message);
}

/** What a server's refusal means to the caller. `place` says which server. */
export function replyError(error: Error, place: string): JobQueueError {
  const { message } = error;
  const layout = LAYOUT_REFUSAL.exec(message)?.[1];
  if (layout !== undefined)
    return new JobQueueError(
      'unsupported',
      `the queue was written with layout ${layout}, this version of @jq/redis knows up to ${LAYOUT}: update it`,
    );
  const cause = withoutCommand(error);
  if (DENIED.test(message))
    return new JobQueueError('invalid', `${place} denies access: ${message}`, { cause });
  if (FULL.test(message) || NOT_NOW.test(message))
    return new JobQueueError('unavailable', `${place} cannot do it now: ${message}`, { cause });
  if (ELSEWHERE.test(message))
    return new JobQueueError(
      'unavailable',
      `${place} belongs to a cluster: connect with ?cluster=true (${message})`,
      { cause },
    );
  if (message.startsWith('WRONGTYPE') || message.includes('WRONGTYPE'))
    return new JobQueueError(
      'invalid',
      `${place}: a key of this queue holds something else; use another prefix: ${message}`,
      { cause },
    );
  return new JobQueueError('unexpected', `${place}: ${message}`, { cause });
}

/** No answer in time. A request that was sent may have been done. */
export function noAnswer(
  place: string,
  afterMs: number,
  sent: boolean,
  last: string | undefined,
): JobQueueError {
  const why = last === undefined ? '' : `; last trouble: ${last}`;
  return sent
    ? new JobQueueError('ambiguous', `${place} gave no answer within ${afterMs} ms${why}`)
    : new JobQueueError('unavailable', `${place} cannot be reached within ${afterMs} ms${why}`);
}

/** ioredis hangs the command with its arguments on errors: bodies, perhaps passwords. */
function withoutCommand(error: Error): Error {
  const bare = new Error(error.message);
  bare.name = error.name;
  return bare;
}
