import {
  type CallOptions,
  checkNewTask,
  checkQueueName,
  JobQueueError,
  type NewTask,
  type Results,
} from '@jq/core';

import { LONGEST_HEADER } from '../header.js';
import type { Server } from '../server/server.js';
import type { Servers } from '../server/servers.js';
import type { BeanstalkdCapabilities } from '../supports.js';
import { untilAborted } from '../until-aborted.js';
import type { Connection } from '../wire/connection.js';
import { storedBytes } from './encode-put.js';
import { PutCall, type PutResults } from './put-call.js';

/** What the puts of one adapter share. */
export interface PutDesk {
  readonly servers: Servers;
  readonly supports: BeanstalkdCapabilities;
  /** For finding a server that takes the tasks. */
  readonly answerMs: number;
  /** @throws JobQueueError `closed`, `aborted` */
  readonly begin: (options: CallOptions | undefined) => void;
}

const NO_SERVERS: ReadonlySet<Server> = new Set();

/**
 * Puts a batch to the first server that takes it; what a server surely has not taken goes to the next.
 * @throws JobQueueError `invalid` for the queue's name, `closed`, `aborted`
 */
export async function putTasks(
  { servers, supports, answerMs, begin }: PutDesk,
  queue: string,
  tasks: readonly NewTask[],
  options: CallOptions | undefined,
): Promise<Results<string>> {
  checkQueueName(queue);
  begin(options);
  const until = performance.now() + answerMs;
  const results = checked(tasks, supports);
  let refusing = NO_SERVERS;
  while (results.includes(undefined)) {
    let reason: JobQueueError | undefined;
    try {
      const { server, connection } =
        readyProducer(servers, refusing) ??
        (await producerFor({ servers, until, signal: options?.signal }, refusing));
      refuseTooLarge(server, tasks, results);
      const call = new PutCall(connection, queue, tasks, results);
      await call.done;
      ({ reason } = call);
      if (call.refusing) refusing = new Set([...refusing, server]);
    } catch (error) {
      reason = JobQueueError.from(error, 'put');
    }
    const hopeless = refusing.size === servers.all.length;
    if (reason === undefined || (!hopeless && mayPass(reason, until))) continue;
    for (let index = 0; index < results.length; index += 1) results[index] ??= reason;
    break;
  }
  return results as (string | JobQueueError)[];
}

/** An error for each task that no server may be given. */
function checked(tasks: readonly NewTask[], supports: BeanstalkdCapabilities): PutResults {
  return tasks.map((task) => checkNewTask(task, supports));
}

/** The server may take less than was declared. */
function refuseTooLarge(server: Server, tasks: readonly NewTask[], results: PutResults): void {
  const limit = server.facts?.maxJobBytes ?? Infinity;
  for (let index = 0; index < tasks.length; index += 1) {
    if (results[index] !== undefined) continue;
    const task = tasks[index] as NewTask;
    if (task.body.byteLength + LONGEST_HEADER <= limit || storedBytes(task) <= limit) continue;
    results[index] = new JobQueueError(
      'too-large',
      `body of task ${task.id} has ${task.body.byteLength} bytes; beanstalkd at ${server.name} takes ${limit} with the header: ` +
        'raise its -z, or store the data elsewhere',
    );
  }
}

/** Where and how long to look for a server; `until` on `performance.now`. */
interface Search {
  readonly servers: Servers;
  readonly until: number;
  readonly signal: AbortSignal | undefined;
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
  { servers, until, signal }: Search,
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
