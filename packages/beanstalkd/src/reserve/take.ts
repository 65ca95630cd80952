import { type Reservation, untilAborted } from '@jq/core/adapter';

import type { Appetite } from './appetite.js';
import type { Carriers } from './carriers.js';
import { Flight } from './flight.js';
import type { IdGuess } from './id-guess.js';

/** What reserves on one server share. */
export interface ReserveDesk {
  readonly carriers: Carriers;
  readonly appetite: Appetite;
  readonly guess: IdGuess;
  /** Whether attempts and priorities are asked for. */
  readonly counting: boolean;
}

/** One reserve on one server. */
export interface TakeRequest {
  readonly queues: readonly string[];
  readonly max: number;
  /** On `performance.now`. */
  readonly until: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * What is ready now, at most `max`.
 * @throws JobQueueError `unavailable` when there is no connection by `until`, or it is lost,
 * `aborted`, `closed`
 */
export async function take(
  { carriers, appetite, guess, counting }: ReserveDesk,
  { queues, max, until, signal }: TakeRequest,
): Promise<readonly Reservation[]> {
  let carrier = carriers.idle(queues);
  while (carrier === undefined) {
    await untilAborted(carriers.grow(until), signal);
    // Somebody else may have been faster.
    carrier = carriers.idle(queues);
  }
  const taken: Reservation[] = [];
  for (;;) {
    const ask = appetite.ask(max - taken.length);
    const flight = new Flight(carrier, { queues, ask, waitSeconds: 0, counting, guess });
    const got = await flight.done;
    appetite.got(got.length, ask, flight.tookMs ?? Infinity);
    taken.push(...got);
    if (got.length < ask || taken.length === max) return taken;
  }
}
