import { checkNewTask, JobQueueError, type NewTask, type Results } from '@jq/core';

import { LONGEST_HEADER } from '../header.js';
import type { Server } from '../server/server.js';
import type { Servers } from '../server/servers.js';
import type { BeanstalkdCapabilities } from '../supports.js';
import { untilAborted } from '../until-aborted.js';
import type { Connection } from '../wire/connection.js';
import { storedBytes } from './encode-put.js';
import { PutCall } from './put-call.js';

/** Where and how long to try. */
export interface PutRequest {
  readonly servers: Servers;
  readonly supports: BeanstalkdCapabilities;
  /** On `performance.now`: for finding a server that takes the tasks. */
  readonly until: number;
  readonly signal: AbortSignal | undefined;
}

const NO_SERVERS: ReadonlySet<Server> = new Set();

/** Puts a batch to the first server that takes it; what a server surely has not taken goes to the next. */
export async function putTasks(
  request: PutRequest,
  queue: string,
  tasks: readonly NewTask[],
): Promise<Results<string>> {
  const results: (string | JobQueueError)[] = [];
  let which: readonly number[] = checked(tasks, request.supports, results);
  let refusing = NO_SERVERS;
  while (which.length > 0) {
    let reason: JobQueueError | undefined;
    try {
      const { server, connection } =
        readyProducer(request.servers, refusing) ?? (await producerFor(request, refusing));
      which = withinLimit(server, tasks, which, results);
      if (which.length === 0) break;
      const outcome = await new PutCall(connection, queue, tasks, which, results).done;
      ({ again: which, reason } = outcome);
      if (outcome.refusing) refusing = new Set([...refusing, server]);
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

function checked(
  tasks: readonly NewTask[],
  supports: BeanstalkdCapabilities,
  results: (string | JobQueueError)[],
): number[] {
  const good: number[] = [];
  for (let index = 0; index < tasks.length; index += 1) {
    const problem = checkNewTask(tasks[index] as NewTask, supports);
    if (problem === undefined) good.push(index);
    else results[index] = problem;
  }
  return good;
}

/** The server may take less than was declared. */
function withinLimit(
  { name, facts }: Server,
  tasks: readonly NewTask[],
  which: readonly number[],
  results: (string | JobQueueError)[],
): readonly number[] {
  const limit = facts?.maxJobBytes ?? Infinity;
  let fit = true;
  for (const index of which) {
    const task = tasks[index] as NewTask;
    if (task.body.byteLength + LONGEST_HEADER <= limit || storedBytes(task) <= limit) continue;
    fit = false;
    results[index] = new JobQueueError(
      'too-large',
      `body of task ${task.id} has ${task.body.byteLength} bytes; beanstalkd at ${name} takes ${limit} with the header: ` +
        'raise its -z, or store the data elsewhere',
    );
  }
  return fit ? which : which.filter((index) => results[index] === undefined);
}

interface Producer {
  readonly server: Server;
  readonly connection: Connection;
}

/** The first server, when nothing speaks against it. */
function readyProducer({ all }: Servers, refusing: ReadonlySet<Server>): Producer | undefined {
  const [server] = all;
  const connection = server?.producer.current;
  if (server === undefined || connection === undefined || refusing.has(server)) return undefined;
  return { server, connection };
}

/** The first server in the order given that has not refused and can be reached; waits for one if none can. */
async function producerFor(
  { servers, until, signal }: PutRequest,
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
