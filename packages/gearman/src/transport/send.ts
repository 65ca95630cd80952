import { JobQueueError, type Outgoing, type Results, type Servers, untilAborted } from '@jq/core';

import type { Server } from '../server/server.js';
import type { Connection } from '../wire/connection.js';
import type { Submission } from './stored-job.js';
import { SubmitCall } from './submit-call.js';

/** Where and how long to try. */
export interface SendRequest {
  readonly servers: Servers<Server>;
  /** On `performance.now`: for finding a server that takes the tasks. */
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  readonly submissionOf: (message: Outgoing) => Submission;
}

/** Submits a batch to the first server that takes it; what a server surely has not taken goes to the next. */
export async function send(request: SendRequest, messages: readonly Outgoing[]): Promise<Results> {
  const results: (JobQueueError | undefined)[] = messages.map(() => undefined);
  let which: readonly number[] = [...messages.keys()];
  const refusing = new Set<Server>();
  while (which.length > 0) {
    let reason: JobQueueError | undefined;
    try {
      const { server, connection } =
        readyProducer(request.servers, refusing) ?? (await producerFor(request, refusing));
      const submissionOf = (index: number): Submission =>
        request.submissionOf(messages[index] as Outgoing);
      const outcome = await new SubmitCall(connection, which, submissionOf, results).done;
      ({ again: which, reason } = outcome);
      if (outcome.refusing) refusing.add(server);
    } catch (error) {
      reason = JobQueueError.from(error, 'put');
    }
    const hopeless = refusing.size === request.servers.all.length;
    if (reason === undefined || (!hopeless && mayPass(reason, request.until))) continue;
    for (const index of which) results[index] = reason;
    break;
  }
  return results;
}

interface Producer {
  readonly server: Server;
  readonly connection: Connection;
}

/** The first server, when nothing speaks against it. */
function readyProducer(
  { all }: Servers<Server>,
  refusing: ReadonlySet<Server>,
): Producer | undefined {
  const [server] = all;
  const connection = server?.producer.current;
  if (server === undefined || connection === undefined || refusing.has(server)) return undefined;
  return { server, connection };
}

/** The first server in the order given that has not refused and can be reached; waits for one if none can. */
async function producerFor(
  { servers, until, signal }: SendRequest,
  refusing: ReadonlySet<Server>,
): Promise<Producer> {
  const candidates = servers.inOrder().filter((server) => !refusing.has(server));
  for (const server of candidates) {
    const connection = server.producer.current;
    if (connection !== undefined) return { server, connection };
    if (server.down && candidates.length > 1) continue;
    const dialed = await untilAborted(server.producer.ready(performance.now()), signal).catch(
      (error: unknown) => {
        if (!JobQueueError.is(error, 'unavailable')) throw error;
      },
    );
    if (dialed !== undefined) return { server, connection: dialed };
  }
  const waiting = candidates.map(async (server) => ({
    server,
    connection: await server.producer.ready(until),
  }));
  return untilAborted(firstOf(waiting), signal);
}

/** The first that succeeds; when none does, why the first did not. */
async function firstOf<T>(attempts: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(attempts);
  } catch (error) {
    throw error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  }
}

function mayPass({ code }: JobQueueError, until: number): boolean {
  return code === 'unavailable' && performance.now() < until;
}
