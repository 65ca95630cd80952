import { randomBytes, randomInt } from 'node:crypto';

import { JobQueueError, withoutDoubt, timers } from '@jq/core/adapter';

import { dropsJobs, serverError } from '../errors.js';
import type { Connection } from './connection.js';
import {
  assignedJob,
  type Packet,
  PACKET,
  request,
  requestWithBody,
  textFields,
} from './packets.js';

/**
 * The functions of probes: few, since a server never forgets one; several, so that probes seldom
 * meet.
 */
const PLACES = 16;
/** What the names of those functions begin with. */
export const PROBE_PLACES = 'jq.probe.';
/** gearmand keeps its limit in one byte. */
const MOST_RETRIES = 256;
const AT_ONCE = 32;
const LONGEST_PAUSE_MS = 20;

/**
 * Finds out whether a server deletes jobs that were given back too often (`--job-retries`), which
 * it tells nobody: gives one back as often as that option can say. @throws JobQueueError `invalid`
 * when it does, `unavailable`
 */
export async function probeRetries(producer: Connection, worker: Connection): Promise<void> {
  const place = PROBE_PLACES + String(randomInt(PLACES));
  const unique = randomBytes(12).toString('base64url');
  const submitted = await producer.call(
    requestWithBody(PACKET.SUBMIT_JOB_BG, [place, unique], 'probe', 0),
  );
  if (submitted.type !== PACKET.JOB_CREATED) throw refused(producer, submitted);
  const [handle = ''] = textFields(submitted, 1);
  for (let returned = 0; returned < MOST_RETRIES;) {
    const came = (await giveBack(worker, place)).filter((each) => each === unique).length;
    returned += came;
    if (came < AT_ONCE && !(await isKnown(producer, handle)))
      throw dropsJobs(producer.server, returned);
    // Somebody else's probe has it.
    if (came === 0) await pause();
  }
  await complete(worker, place, unique);
}

/** Takes a job and gives it back, many times; answers the unique ids of those that came. */
async function giveBack(worker: Connection, place: string): Promise<string[]> {
  const grabs: Promise<Packet>[] = [];
  for (let n = 0; n < AT_ONCE; n += 1) {
    worker.tell(request(PACKET.CAN_DO, place));
    grabs.push(worker.call(request(PACKET.GRAB_JOB_UNIQ)));
    worker.tell(request(PACKET.CANT_DO, place));
  }
  const packets = await Promise.all(grabs);
  return packets
    .filter(({ type }) => type === PACKET.JOB_ASSIGN_UNIQ)
    .map((packet) => assignedJob(packet).unique);
}

async function isKnown(producer: Connection, handle: string): Promise<boolean> {
  const status = await producer.call(request(PACKET.GET_STATUS, handle));
  if (status.type !== PACKET.STATUS_RES) throw refused(producer, status);
  return textFields(status, 5)[1] === '1';
}

async function complete(worker: Connection, place: string, unique: string): Promise<void> {
  for (;;) {
    worker.tell(request(PACKET.CAN_DO, place));
    const packet = await worker.call(request(PACKET.GRAB_JOB_UNIQ));
    const job = packet.type === PACKET.JOB_ASSIGN_UNIQ ? assignedJob(packet) : undefined;
    const own = job?.unique === unique;
    if (own) worker.tell(request(PACKET.WORK_COMPLETE, job.handle, ''));
    // What belongs to somebody else's probe goes back at once: each may be waiting for the other's.
    worker.tell(request(PACKET.CANT_DO, place));
    await worker.call(request(PACKET.ECHO_REQ, 'done'));
    if (own) return;
    await pause();
  }
}

/** Others take their turn. */
function pause(): Promise<void> {
  return new Promise((resolve) => timers.setTimeout(resolve, randomInt(LONGEST_PAUSE_MS)));
}

function refused({ server }: Connection, packet: Packet): JobQueueError {
  const [code = '', text = ''] = textFields(packet, 2);
  return packet.type === PACKET.ERROR
    ? serverError(server, code, text)
    : serverError(server, `type ${packet.type}`, '');
}

/** Why a probe failed. Nothing of the user's was sent with it, so nothing is in doubt. */
export function probeFailure(server: string, error: unknown): unknown {
  for (let cause = error; JobQueueError.is(cause); cause = cause.cause)
    if (cause.code === 'unexpected')
      return new JobQueueError(
        'invalid',
        `${server} does not answer as gearmand 1.0 or newer does (Perl's Gearman::Server, for one, lacks GRAB_JOB_UNIQ): ` +
          'use gearmand',
        { cause: error },
      );
  return withoutDoubt(error);
}
