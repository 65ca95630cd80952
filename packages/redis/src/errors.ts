import { type ErrorCode, JobQueueError } from '@jq/core/adapter';

import { LAYOUT } from './broker/scripts/keys.js';

/** What an error of the server means to a caller. */
interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  /** The server did nothing and may soon do it: the request goes out again. */
  readonly passes?: true;
  /** The right to do it is missing. */
  readonly denied?: true;
}

const LATER: Meaning = { code: 'unavailable', says: 'cannot do it now' };
const SOON: Meaning = { ...LATER, passes: true };
const DENIED: Meaning = { code: 'invalid', says: 'denies access', denied: true };
const ELSEWHERE: Meaning = {
  code: 'unavailable',
  says: 'belongs to a cluster, or to another one than was given; connect with ?cluster=true',
};
const LACKING: Meaning = { code: 'unsupported', says: 'lacks what jq needs' };
const OTHERS: Meaning = {
  code: 'invalid',
  says: 'a key of this queue holds something else; use another prefix',
};

/** By the first word of the error. In all of them but the last the server has done nothing. */
const BY_PREFIX: Readonly<Record<string, Meaning>> = {
  LOADING: SOON,
  READONLY: SOON,
  MASTERDOWN: SOON,
  CLUSTERDOWN: SOON,
  TRYAGAIN: SOON,
  BUSY: SOON,
  OOM: LATER,
  MISCONF: LATER,
  NOREPLICAS: LATER,
  EXECABORT: LATER,
  UNBLOCKED: LATER,
  NOSCRIPT: LATER,
  NOMASTERLINK: LATER,
  MOVED: ELSEWHERE,
  ASK: ELSEWHERE,
  CROSSSLOT: LACKING,
  NOAUTH: DENIED,
  WRONGPASS: DENIED,
  NOPERM: DENIED,
  DENIED,
  WRONGTYPE: OTHERS,
};

/** Those that begin with ERR. */
const BY_TEXT: readonly (readonly [RegExp, Meaning])[] = [
  [/max number of clients/i, SOON],
  [/script killed/i, LATER],
  [/\bAUTH\b|invalid password|the user executing the script/i, DENIED],
  [/DB index is out of range|SELECT is not allowed|invalid DB index/i, DENIED],
  [/unknown (sub)?command/i, LACKING],
];

const NO_MEANING: Meaning = { code: 'unexpected', says: 'failed' };
const LAYOUT_REFUSAL = /^JQLAYOUT (\d+)/;
// Servers before 7 wrap what a command within a script said.
const WITHIN = /user_script: ?\d+: -?([A-Z]{3,}) /;

function meaningOf(message: string): Meaning {
  const prefix = WITHIN.exec(message)?.[1] ?? /^[A-Z]+\b/.exec(message)?.[0] ?? '';
  if (Object.hasOwn(BY_PREFIX, prefix)) return BY_PREFIX[prefix] ?? NO_MEANING;
  return BY_TEXT.find(([text]) => text.test(message))?.[1] ?? NO_MEANING;
}

/** The server answered with an error; otherwise the connection failed. */
export function isReply(error: Error): boolean {
  return error.name === 'ReplyError';
}

export function isNoScript(error: Error): boolean {
  return isReply(error) && error.message.startsWith('NOSCRIPT');
}

/** Whether the server did nothing and the same request may succeed later. */
export function isNotNow(error: Error): boolean {
  return isReply(error) && meaningOf(error.message).passes === true;
}

/** The request never left, or no node of a cluster did it. */
export function isUnsent(error: Error): boolean {
  return /^(Stream isn't writeable|Cluster isn't ready|Too many Cluster redirections|Failed to refresh slots cache|None of startup nodes)/.test(
    error.message,
  );
}

export function isDenied(error: Error): boolean {
  return isReply(error) && meaningOf(error.message).denied === true;
}

/**
 * What a server's refusal means to the caller. `place` says which server. `worked`: it did such
 * things before, so that a right that is missing now may come back.
 */
export function replyError(error: Error, place: string, worked: boolean): JobQueueError {
  const { message } = error;
  const layout = LAYOUT_REFUSAL.exec(message)?.[1];
  if (layout !== undefined)
    return new JobQueueError(
      'unsupported',
      `the queue was written with layout ${layout}, this version of @jq/redis knows up to ${LAYOUT}: update it`,
    );
  const { code, says, denied } = meaningOf(message);
  const now = denied === true && worked;
  return new JobQueueError(
    now ? 'unavailable' : code,
    `${place} ${says}${now ? ' now' : ''}: ${message}`,
    { cause: withoutCommand(error) },
  );
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
    : new JobQueueError('unavailable', `${place} could not be reached in ${afterMs} ms${why}`);
}

/** A server that takes no writes. */
export function replicaError(place: string, master: string): JobQueueError {
  return new JobQueueError(
    'unavailable',
    `${place} is a replica of ${master} and takes no tasks: give the address of the master, ` +
      'or of its sentinels with ?sentinel=<name>',
  );
}

/** ioredis hangs the command with its arguments on errors: bodies, perhaps passwords. */
function withoutCommand(error: Error): Error {
  const bare = new Error(error.message);
  bare.name = error.name;
  return bare;
}
