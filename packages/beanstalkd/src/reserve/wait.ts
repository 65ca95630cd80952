import { JobQueueError, type Reservation } from '@jq/core';

import { untilAborted } from '../until-aborted.js';
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
 * Waits on one server, until the request's deadline, for the first task. Goes on over lost connections.
 * @throws JobQueueError `unavailable` when the server could not be reached in the end, `aborted`, `closed`
 */
export async function wait(
  desk: ReserveDesk,
  request: TakeRequest,
): Promise<readonly Reservation[]> {
  const { until, signal } = request;
  for (let polls = 0; ;) {
    let failure: unknown;
    try {
      const carrier = desk.carriers.free(request.queues) ?? (await anotherCarrier(desk, request));
      // A short wait may be over before the answer is here, which must not go unheard.
      if (carrier === undefined || secondsLeft(until) < 1) {
        const ready = await take(desk, request);
        if (ready.length > 0) return ready;
      }
      if (carrier === undefined) await pause(desk, until, polls++);
      else if (carrier.free && performance.now() < until) {
        const got = await block(desk, carrier, request);
        if (got.length > 0) return got;
      }
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

/** Another connection to block on, or undefined when all carry leases and there are enough of them. */
async function anotherCarrier(
  { carriers }: ReserveDesk,
  { until, signal }: TakeRequest,
): Promise<Carrier | undefined> {
  return carriers.mayGrow ? untilAborted(carriers.grow(until), signal) : undefined;
}

async function pause({ carriers }: ReserveDesk, until: number, polls: number): Promise<void> {
  const ms = Math.min(LONGEST_POLL_MS, SHORTEST_POLL_MS * 2 ** polls);
  await carriers.change(Math.min(ms, until - performance.now()));
}

/**
 * One wait at the server, in whole seconds. A rest of less than one is cut short here: the connection,
 * which holds no lease, is half-closed, and the server's answer to that says that it took no job.
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
