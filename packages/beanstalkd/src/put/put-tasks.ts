import {
  type CallOptions,
  JobQueueError,
  type NewTask,
  type Results,
  timers,
} from '@jq/core/adapter';
import { giveToFirst, type Servers } from '@jq/core/tcp';

import type { Server } from '../broker/server.js';
import { LONGEST_HEADER } from '../header.js';
import { PutCall, type PutResults, storedBytes } from './put-call.js';

/** Puts a batch to the first server that takes it. `answerMs`: for finding such a server. */
export async function putTasks(
  servers: Servers<Server>,
  answerMs: number,
  queue: string,
  tasks: readonly NewTask[],
  options: CallOptions | undefined,
): Promise<Results> {
  const results: PutResults = Array.from({ length: tasks.length });
  const request = { until: timers.now() + answerMs, signal: options?.signal };
  const reason = await giveToFirst(servers, request, async ({ server, connection }) => {
    refuseTooLarge(server, tasks, results);
    const call = new PutCall(connection, queue, tasks, results);
    await call.done;
    return call;
  });
  return results.map((result) => (result === 'stored' ? undefined : (result ?? reason)));
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
