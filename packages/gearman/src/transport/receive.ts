import { JobQueueError } from '@jq/core/adapter';
import type { Delivery } from '@jq/core/emulations';
import type { Servers } from '@jq/core/tcp';

import type { Server } from '../server/server.js';
import type { AssignedJob } from '../wire/packets.js';
import { countReceives } from './count-receives.js';
import { storedFrame } from './stored-job.js';
import type { HeldJob } from './worker-link.js';

/** One receive. */
export interface ReceiveRequest {
  readonly servers: Servers<Server>;
  readonly places: readonly string[];
  readonly max: number;
  /** On `performance.now`: when the wait for a task is over. */
  readonly until: number;
  /** Until then a server that is away is waited for. */
  readonly connectUntil: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  readonly leaseMs: number | undefined;
}

/** A look at all servers found nothing, or none could be asked. */
interface Look {
  readonly taken: readonly Delivery[];
  readonly failure: unknown;
}

/**
 * Takes what is ready, place by place; if nothing is, waits for the first server that has
 * something.
 * @throws JobQueueError `unavailable` when no server could be asked in the end
 */
export async function receive(request: ReceiveRequest): Promise<readonly Delivery[]> {
  const { until, connectUntil, signal } = request;
  for (;;) {
    const { taken: came, failure } = await look(request);
    const counting = countReceives(came);
    const taken = counting instanceof Promise ? await counting : counting;
    if (taken.length > 0 || signal.aborted) return taken;
    const now = performance.now();
    if (failure !== undefined && now >= connectUntil) throw failure;
    if (failure === undefined && now >= until) return [];
    await change(request, failure === undefined ? until : connectUntil);
    if (signal.aborted) return [];
  }
}

async function look(request: ReceiveRequest): Promise<Look> {
  const { servers, max, signal } = request;
  const taken: Delivery[] = [];
  const failures: unknown[] = [];
  const reachable = servers.inTurn().filter((server) => !server.down);
  const asked = reachable.length > 0 ? reachable : servers.all;
  for (const server of asked) {
    try {
      await takeFrom(server, request, taken);
    } catch (error) {
      if (!isLoss(error)) throw error;
      failures.push(error);
    }
    if (taken.length === max || signal.aborted) break;
  }
  return { taken, failure: failures.length === asked.length ? failures[0] : undefined };
}

async function takeFrom(
  server: Server,
  { places, max, leaseMs, signal }: ReceiveRequest,
  taken: Delivery[],
): Promise<void> {
  for (const place of places) {
    const lane = server.lane(place);
    const link = lane.current ?? (await lane.ready(performance.now()));
    if (signal.aborted) return;
    const got = await link.take(max - taken.length, (job, token) =>
      deliver(place, job, token, leaseMs),
    );
    for (const each of got) taken.push(each);
    if (taken.length === max || signal.aborted) return;
  }
}

function deliver(
  queue: string,
  job: AssignedJob,
  token: HeldJob,
  leaseMs: number | undefined,
): Delivery {
  const frame = storedFrame(job);
  const ttrMs = leaseMs ?? frame.ttrMs;
  return { queue, frame, receives: undefined, token, ttrMs, expiresAt: Infinity };
}

/** Until a server may have a job, one is reachable again, the time is over or the signal fires. */
function change({ servers, places, signal }: ReceiveRequest, until: number): Promise<void> {
  return new Promise((resolve) => {
    const calledOff: (() => void)[] = [];
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      for (const callOff of calledOff) callOff();
      resolve();
    };
    const ms = Math.min(2 ** 31 - 1, Math.max(0, Math.ceil(until - performance.now())));
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    for (const server of servers.all)
      for (const place of places) {
        const lane = server.lane(place);
        const { current } = lane;
        if (current !== undefined) calledOff.push(current.whenReady(end));
        else lane.ready(until).then(end, () => undefined);
      }
  });
}

/** Whether trying again, or elsewhere, may help. */
function isLoss(error: unknown): boolean {
  return JobQueueError.is(error, 'unavailable') || JobQueueError.is(error, 'ambiguous');
}
