import { JobQueueError } from '../errors.js';
import { untilAborted } from '../time/aborts.js';
import { timers } from '../time/timers.js';
import type { Reachable, Servers } from './servers.js';
import type { Mortal, SoleConnection } from './sole-connection.js';

/** A server with a connection over which tasks are given to it. */
export interface Taking extends Reachable {
  readonly producer: SoleConnection<Mortal>;
}

type ConnectionOf<S extends Taking> = S['producer'] extends SoleConnection<infer T> ? T : never;

/** Who takes the next tasks. */
export interface Taker<S extends Taking> {
  readonly server: S;
  readonly connection: ConnectionOf<S>;
}

/** What one server made of the tasks that it was given. */
export interface Given {
  /** Why some were left that another server, or a later try, may take; undefined when none were. */
  readonly reason: JobQueueError | undefined;
  /** This server takes no tasks now, though it answers. */
  readonly refusing: boolean;
}

/**
 * Gives tasks to the first server that takes them; what a server surely has not taken goes to the
 * next. `until` is on `performance.now`.
 * @param give gives a server all that has no result yet, and keeps what is final
 * @returns why the rest was taken by none; undefined when nothing is left
 */
export async function giveToFirst<S extends Taking>(
  servers: Servers<S>,
  { until, signal }: { readonly until: number; readonly signal: AbortSignal | undefined },
  give: (taker: Taker<S>) => Promise<Given>,
): Promise<JobQueueError | undefined> {
  const refusing = new Set<S>();
  for (;;) {
    let reason: JobQueueError | undefined;
    try {
      const taker =
        readyTaker(servers, refusing) ?? (await takerFor(servers, refusing, { until, signal }));
      const given = await give(taker);
      ({ reason } = given);
      if (given.refusing) refusing.add(taker.server);
    } catch (error) {
      reason = JobQueueError.from(error, 'put');
    }
    const hopeless = refusing.size === servers.all.length;
    if (reason === undefined || hopeless || !mayPass(reason, until)) return reason;
  }
}

/** Whether a failure to give tasks may pass before the time is over. */
function mayPass({ code }: JobQueueError, until: number): boolean {
  return code === 'unavailable' && timers.now() < until;
}

/** The first server, when nothing speaks against it. */
function readyTaker<S extends Taking>(
  { all }: Servers<S>,
  refusing: ReadonlySet<S>,
): Taker<S> | undefined {
  const [server] = all;
  const connection = server?.producer.current;
  if (server === undefined || connection === undefined || refusing.has(server)) return undefined;
  return { server, connection: connection as ConnectionOf<S> };
}

/**
 * The first server in the order given that has not refused and can be reached; waits for one, until
 * then (on `performance.now`), if none can. @throws JobQueueError `unavailable`, `aborted`,
 * `closed`, and what connecting said
 */
async function takerFor<S extends Taking>(
  servers: Servers<S>,
  refusing: ReadonlySet<S>,
  { until, signal }: { readonly until: number; readonly signal: AbortSignal | undefined },
): Promise<Taker<S>> {
  const candidates = servers.inOrder().filter((server) => !refusing.has(server));
  for (const server of candidates) {
    if (server.producer.current === undefined && server.down && candidates.length > 1) continue;
    const dialing = dial(server, timers.now());
    const taker = await untilAborted(dialing, signal).catch((error: unknown) => {
      if (!JobQueueError.is(error, 'unavailable')) throw error;
    });
    if (taker !== undefined) return taker;
  }
  return untilAborted(firstOf(candidates.map((server) => dial(server, until))), signal);
}

async function dial<S extends Taking>(server: S, until: number): Promise<Taker<S>> {
  return { server, connection: (await server.producer.ready(until)) as ConnectionOf<S> };
}

/** The first that succeeds; when none does, why the first did not. */
async function firstOf<T>(attempts: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(attempts);
  } catch (error) {
    throw error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  }
}

/** Whether a failed reserve may succeed over another connection. */
export function isLoss(error: unknown): boolean {
  return JobQueueError.is(error, 'unavailable') || JobQueueError.is(error, 'ambiguous');
}
