import { type Reservation, untilAborted, timers } from '@jq/core/adapter';
import { isLoss } from '@jq/core/tcp';

import type { LeaseConnection } from '../broker/lease-connection.js';
import type { Reserving } from '../broker/lease-connections.js';
import { ReserveCall } from './reserve-call.js';
import { take, type TakeRequest } from './take.js';

// A server that is gone without a word is noticed after this and the usual time for an answer.
const LONGEST_SLICE_S = 10;
const END_LIMIT_MS = 1000;
// Better a little late than a connection ended for it.
const MAY_BE_LATE_MS = 50;
const SHORTEST_POLL_MS = 2;
const LONGEST_POLL_MS = 20;

/**
 * Waits on one server, until the request's deadline, for the first task. Goes on over lost
 * connections.
 * @throws JobQueueError `unavailable` when the server could not be reached in the end, `aborted`,
 * `closed`
 */
export async function wait(
  reserving: Reserving,
  request: TakeRequest,
): Promise<readonly Reservation[]> {
  const { tubes, until, signal } = request;
  for (let polls = 0; ;) {
    let failure: unknown;
    try {
      if (reserving.batch.large || secondsLeft(until) < 1) {
        // There was more before; or the wait may be over before the answer is here, which must not
        // go unheard.
        const ready = await take(reserving, request);
        if (ready.length > 0) return ready;
      }
      if (reserving.connections.free(tubes) === undefined && reserving.connections.mayGrow)
        await untilAborted(reserving.connections.grow(until), signal);
      const connection = timers.now() < until ? reserving.connections.free(tubes) : undefined;
      const got = await (connection === undefined
        ? poll(reserving, request, polls++)
        : block(reserving, connection, request));
      if (got.length > 0) return got;
    } catch (error) {
      if (!isLoss(error)) throw error;
      failure = error;
    }
    if (signal?.aborted === true) return [];
    if (timers.now() < until) continue;
    if (failure !== undefined) throw failure;
    return [];
  }
}

/**
 * Asks a connection that may carry leases; pauses when there is nothing, or until one carries none.
 */
async function poll(
  reserving: Reserving,
  request: TakeRequest,
  polls: number,
): Promise<readonly Reservation[]> {
  const got = await take(reserving, request);
  if (got.length > 0) return got;
  const ms = Math.min(LONGEST_POLL_MS, SHORTEST_POLL_MS * 2 ** polls);
  await reserving.connections.change(Math.min(ms, request.until - timers.now()));
  return got;
}

/**
 * One wait at the server, in whole seconds. A rest of less than one is cut short here: the
 * connection, which holds no lease, is half-closed, and the server's answer to that says that it
 * took no job.
 */
async function block(
  { batch, ...rest }: Reserving,
  connection: LeaseConnection,
  { tubes, max, until, signal }: TakeRequest,
): Promise<readonly Reservation[]> {
  const whole = secondsLeft(until);
  const waitSeconds = Math.max(1, Math.min(LONGEST_SLICE_S, whole));
  const ask = batch.ask(max);
  const call = new ReserveCall(connection, { ...rest, tubes, ask, waitSeconds });
  let cancelled = false;
  const cancel = (): void => {
    if (cancelled || !call.empty) return;
    cancelled = true;
    call.cancel();
    void connection.wire.end(END_LIMIT_MS);
  };
  const leftMs = Math.max(0, Math.ceil(until - timers.now()));
  const timer = whole < 1 ? timers.setTimeout(cancel, leftMs) : undefined;
  signal?.addEventListener('abort', cancel);
  try {
    const got = await call.done;
    batch.got(got.length, ask, call.tookMs ?? Infinity);
    return got;
  } catch (error) {
    if (cancelled) return [];
    throw error;
  } finally {
    timers.clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Whole seconds until then. */
function secondsLeft(until: number): number {
  return Math.floor((until - timers.now() + MAY_BE_LATE_MS) / 1000);
}
