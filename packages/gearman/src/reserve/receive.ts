import { timers } from '@jq/core/adapter';
import type { Delivery } from '@jq/core/emulations';
import { isLoss, type Servers } from '@jq/core/tcp';

import type { EarlierDeliveries } from '../broker/earlier-deliveries.js';
import type { AssignedJob } from '../broker/packets.js';
import type { Server } from '../broker/server.js';
import type { HeldJob } from '../broker/worker-link.js';
import { jobOf } from '../settle/remove.js';
import { storedFrame } from '../stored-job.js';

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
    const now = timers.now();
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
    const links = server.links(place);
    const link = links.current ?? (await links.ready(timers.now()));
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
      timers.clearTimeout(timer);
      signal.removeEventListener('abort', end);
      for (const callOff of calledOff) callOff();
      resolve();
    };
    const ms = Math.min(2 ** 31 - 1, Math.max(0, Math.ceil(until - timers.now())));
    const timer = timers.setTimeout(end, ms);
    signal.addEventListener('abort', end);
    for (const server of servers.all)
      for (const place of places) {
        const links = server.links(place);
        const { current } = links;
        if (current !== undefined) calledOff.push(current.whenReady(end));
        else links.ready(until).then(end, () => undefined);
      }
  });
}

/**
 * Adds how often the server has given the jobs out before, as far as that can be known. Asks about
 * those that may be no news to it, and leaves out what was lost meanwhile with its connection.
 */
function countReceives(
  taken: readonly Delivery[],
): readonly Delivery[] | Promise<readonly Delivery[]> {
  let suspected: Set<EarlierDeliveries> | undefined;
  for (const delivery of taken) {
    const { link, handle } = jobOf(delivery);
    const { earlier } = link;
    if (earlier === undefined || earlier.none) continue;
    if (earlier.suspects(handle)) (suspected ??= new Set()).add(earlier);
  }
  return suspected === undefined ? taken : asked(taken, suspected);
}

async function asked(
  taken: readonly Delivery[],
  suspected: ReadonlySet<EarlierDeliveries>,
): Promise<readonly Delivery[]> {
  await Promise.all([...suspected].map((earlier) => earlier.ask()));
  const counted: Delivery[] = [];
  for (const delivery of taken) {
    const job = jobOf(delivery);
    if (!job.link.holds(job)) continue;
    const receives = job.link.earlier?.receives(job.handle);
    counted.push(receives === undefined ? delivery : { ...delivery, receives });
  }
  return counted;
}
