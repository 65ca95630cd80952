import { timers } from '@jq/core/adapter';
import type { Reservation } from '@jq/core/adapter';
import type { Servers } from '@jq/core/tcp';

import type { Server } from '../broker/server.js';
import { take, type TakeRequest } from './take.js';
import { wait } from './wait.js';

/** Gets what came beyond the wanted number, when two servers had something at the same moment. */
export type OnSpare = (spare: readonly Reservation[]) => void;

/**
 * Reserves on all servers: what is ready now from one after the other; else, if there is time, the
 * first that has something wins.
 * @throws JobQueueError `unavailable` when no server can be reached, `aborted`, `closed`
 */
export function reserveTasks(
  servers: Servers<Server>,
  request: TakeRequest & { readonly waits: boolean },
  onSpare: OnSpare,
): Promise<readonly Reservation[]> {
  const [only, ...others] = servers.all;
  if (only === undefined || others.length > 0) return reserveFromSeveral(servers, request, onSpare);
  return request.waits ? wait(only.reserving, request) : take(only.reserving, request);
}

async function reserveFromSeveral(
  servers: Servers<Server>,
  request: TakeRequest & { readonly waits: boolean },
  onSpare: OnSpare,
): Promise<readonly Reservation[]> {
  const reachable = servers.inTurn().filter((server) => !server.down);
  if (reachable.length > 0) {
    const ready = await takeFromEach(reachable, request);
    if (ready.length > 0 || !request.waits) return ready;
  }
  return waitOnEach(servers.all, request, onSpare);
}

async function takeFromEach(
  servers: readonly Server[],
  request: TakeRequest,
): Promise<readonly Reservation[]> {
  const taken: Reservation[] = [];
  const failures: unknown[] = [];
  // One that does not answer must not keep the others from being asked.
  const until = timers.now();
  for (const { reserving } of servers) {
    const max = request.max - taken.length;
    if (max === 0) break;
    try {
      taken.push(...(await take(reserving, { ...request, max, until })));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === servers.length) throw failures[0];
  return taken;
}

async function waitOnEach(
  servers: readonly Server[],
  request: TakeRequest,
  onSpare: OnSpare,
): Promise<readonly Reservation[]> {
  const won = new AbortController();
  const { signal } = won;
  const stop = (): void => won.abort(request.signal?.reason);
  request.signal?.addEventListener('abort', stop);
  const waits = servers.map(async ({ reserving }) => {
    const got = await wait(reserving, { ...request, signal });
    if (got.length > 0) stop();
    return got;
  });
  const ends = await Promise.allSettled(waits);
  request.signal?.removeEventListener('abort', stop);
  const got = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  if (got.length > request.max) onSpare(got.slice(request.max));
  if (got.length > 0) return got.slice(0, request.max);
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  if (failures.length === servers.length) throw failures[0];
  return [];
}
