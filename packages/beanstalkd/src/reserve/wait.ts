import { JobQueueError, type Reservation, untilAborted } from '@jq/core/adapter';

import type { Carrier } from './carrier.js';
import { Flight } from './flight.js';
import { type ReserveDesk, type TakeRequest, take } from './take.js';

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
  desk: ReserveDesk,
  request: TakeRequest,
): Promise<readonly Reservation[]> {
  const { queues, until, signal } = request;
  for (let polls = 0; ;) {
    let failure: unknown;
    try {
      if (desk.appetite.large || secondsLeft(until) < 1) {
        // There was more before; or the wait may be over before the answer is here, which must not
        // go unheard.
        const ready = await take(desk, request);
        if (ready.length > 0) return ready;
      }
      if (desk.carriers.free(queues) === undefined && desk.carriers.mayGrow)
        await untilAborted(desk.carriers.grow(until), signal);
      const carrier = performance.now() < until ? desk.carriers.free(queues) : undefined;
      const got = await (carrier === undefined
        ? poll(desk, request, polls++)
        : block(desk, carrier, request));
      if (got.length > 0) return got;
    } catch (error) {
      if (!isLoss(error)) throw error;
      failure = error;
    }
    if (signal?.aborted === true) return [];
    if (performance.now() < until) continue;
    if (failure !== undefined) throw failure;
    return [];
  }
}

/** Whether trying again on another connection may help. */
function isLoss(error: unknown): boolean {
  return JobQueueError.is(error, 'unavailable') || JobQueueError.is(error, 'ambiguous');
}

/**
 * Asks a connection that may carry leases; pauses when there is nothing, or until one carries none.
 */
async function poll(
  desk: ReserveDesk,
  request: TakeRequest,
  polls: number,
): Promise<readonly Reservation[]> {
  const got = await take(desk, request);
  if (got.length > 0) return got;
  const ms = Math.min(LONGEST_POLL_MS, SHORTEST_POLL_MS * 2 ** polls);
  await desk.carriers.change(Math.min(ms, request.until - performance.now()));
  return got;
}

/**
 * One wait at the server, in whole seconds. A rest of less than one is cut short here: the
 * connection, which holds no lease, is half-closed, and the server's answer to that says that it
 * took no job.
 */
async function block(
  { appetite, guess, counting }: ReserveDesk,
  carrier: Carrier,
  { queues, max, until, signal }: TakeRequest,
): Promise<readonly Reservation[]> {
  const whole = secondsLeft(until);
  const waitSeconds = Math.max(1, Math.min(LONGEST_SLICE_S, whole));
  const ask = appetite.ask(max);
  const flight = new Flight(carrier, { queues, ask, waitSeconds, counting, guess });
  let cancelled = false;
  const cancel = (): void => {
    if (cancelled || !flight.empty) return;
    cancelled = true;
    flight.cancel();
    void carrier.connection.end(END_LIMIT_MS);
  };
  const leftMs = Math.max(0, Math.ceil(until - performance.now()));
  const timer = whole < 1 ? setTimeout(cancel, leftMs) : undefined;
  signal?.addEventListener('abort', cancel);
  try {
    const got = await flight.done;
    appetite.got(got.length, ask, flight.tookMs ?? Infinity);
    return got;
  } catch (error) {
    if (cancelled) return [];
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Whole seconds until then. */
function secondsLeft(until: number): number {
  return Math.floor((until - performance.now() + MAY_BE_LATE_MS) / 1000);
}
