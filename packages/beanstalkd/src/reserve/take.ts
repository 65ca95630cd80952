import { type Reservation, untilAborted } from '@jq/core/adapter';

import type { Reserving } from '../broker/lease-connections.js';
import { ReserveCall } from './reserve-call.js';

/** One reserve on one server. */
export interface TakeRequest {
  readonly tubes: readonly string[];
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
  { connections, batch, ...rest }: Reserving,
  { tubes, max, until, signal }: TakeRequest,
): Promise<readonly Reservation[]> {
  let connection = connections.idle(tubes);
  while (connection === undefined) {
    await untilAborted(connections.grow(until), signal);
    // Somebody else may have been faster.
    connection = connections.idle(tubes);
  }
  const taken: Reservation[] = [];
  for (;;) {
    const ask = batch.ask(max - taken.length);
    const call = new ReserveCall(connection, { ...rest, tubes, ask, waitSeconds: 0 });
    const got = await call.done;
    batch.got(got.length, ask, call.tookMs ?? Infinity);
    taken.push(...got);
    if (got.length < ask || taken.length === max) return taken;
  }
}
