import {
  type CallOptions,
  checkNewTask,
  checkQueueName,
  JobQueueError,
  type NewTask,
  type Results,
} from '@jq/core/adapter';
import { mayPass, readyTaker, type Servers, takerFor } from '@jq/core/tcp';

import { LONGEST_HEADER } from '../header.js';
import type { Server } from '../server/server.js';
import type { BeanstalkdCapabilities } from '../supports.js';
import { storedBytes } from './encode-put.js';
import { PutCall, type PutResults } from './put-call.js';

/** What the puts of one adapter share. */
export interface PutDesk {
  readonly servers: Servers<Server>;
  readonly supports: BeanstalkdCapabilities;
  /** For finding a server that takes the tasks. */
  readonly answerMs: number;
  /** @throws JobQueueError `closed`, `aborted` */
  readonly begin: (options: CallOptions | undefined) => void;
}

const NO_SERVERS: ReadonlySet<Server> = new Set();

/**
 * Puts a batch to the first server that takes it; what a server surely has not taken goes to the
 * next.
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
        readyTaker(servers, refusing) ??
        (await takerFor(servers, refusing, { until, signal: options?.signal }));
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
