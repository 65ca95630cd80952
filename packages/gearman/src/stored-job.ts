import { randomBytes } from 'node:crypto';

import { bandOf, decodeFrame, foreignFrame, type Frame, frameHeader } from '@jq/core/emulations';

import { type AssignedJob, PACKET, requestWithBody } from './broker/packets.js';

/** What the server takes as a job's unique id, in bytes, without cutting it off. */
const LONGEST_UNIQUE = 63;
const FRESH_BYTES = 6;
/** Of tasks that somebody else put, who gave them none. */
const FOREIGN_TTR_MS = 600_000;
const PRINTABLE = /^[!-~]{1,63}$/;

const LEVELS = [PACKET.SUBMIT_JOB_HIGH_BG, PACKET.SUBMIT_JOB_BG, PACKET.SUBMIT_JOB_LOW_BG];

/** A request without its last bytes, which are the body. */
export interface Submission {
  readonly head: Buffer;
  readonly body: Uint8Array;
}

/**
 * How a task is stored: as a job that is ready, or one that is not due before a second of the
 * server's clock.
 */
export function submission(
  place: string,
  frame: Frame,
  dueSecond: number | undefined,
  thresholds: readonly number[],
): Submission {
  const { body } = frame;
  const lead = `${frameHeader(frame)}\n`;
  const unique = uniqueOf(frame);
  const [type, fields] =
    dueSecond === undefined
      ? [LEVELS[bandOf(frame.priority, thresholds)] ?? PACKET.SUBMIT_JOB_LOW_BG, [place, unique]]
      : [PACKET.SUBMIT_JOB_EPOCH, [place, unique, String(dueSecond)]];
  return {
    head: requestWithBody(type, fields, lead, body.byteLength),
    body,
  };
}

/**
 * A task's own id, so that a second put of a task that is still there makes no second job. A copy
 * has a fresh one: a server joins jobs of one id, also with one that runs, and then the copy would
 * be deleted with its original. "-" is a command to it.
 */
function uniqueOf({ id, moves, foreign }: Frame): string {
  if (moves === 0 && foreign === undefined && id !== '-') return id;
  const fresh = `#${randomBytes(FRESH_BYTES).toString('base64url')}`;
  return id.slice(0, LONGEST_UNIQUE - fresh.length) + fresh;
}

/** The task in a job; what was not put by us comes untouched, under the id its producer gave it. */
export function storedFrame({ handle, unique, body }: AssignedJob): Frame {
  const frame = decodeFrame(body);
  if (frame !== undefined) return frame;
  return foreignFrame(PRINTABLE.test(unique) ? unique : foreignId(handle), body, FOREIGN_TTR_MS);
}

function foreignId(handle: string): string {
  return `job:${handle.replaceAll(/[^!-~]/g, '_')}`.slice(-LONGEST_UNIQUE);
}
