import { type JobQueueError, taskNotFound, taskReserved } from '@jq/core/adapter';

import type { Connection } from '../broker/connection.js';
import type { JobStats } from '../broker/job-stats.js';
import { foreignJobId } from '../header.js';
import type { JobWalk } from './job-walk.js';
import { did, jobOf, statsOfJob, toEachFirst } from './tube.js';

/** Finds tasks of a queue by their ids; calls `found` for each, once. */
async function findTasks(
  walk: JobWalk,
  queue: string,
  ids: ReadonlySet<string>,
  found: (job: JobStats, taskId: string) => Promise<void>,
): Promise<void> {
  const wanted = new Set(ids);
  const check = async (job: JobStats): Promise<void> => {
    const taskId = (await jobOf(walk.connection, job.id))?.taskId;
    if (taskId !== undefined && wanted.delete(taskId)) await found(job, taskId);
  };
  for (const jobId of [...ids].map(foreignJobId)) {
    const job = jobId === undefined ? undefined : await statsOfJob(walk.connection, jobId);
    if (job?.queue === queue) await check(job);
  }
  if (wanted.size === 0) return;
  await walk.jobs(queue, async (jobs) => {
    await Promise.all(jobs.map(check));
    return wanted.size === 0;
  });
}

/**
 * Frees the tasks held longest, one by one: the server's own `kick` takes delayed tasks where it
 * finds no held ones.
 */
export function unholdFirst(connection: Connection, queue: string, max: number): Promise<number> {
  return toEachFirst(connection, queue, 'held', max, (jobId) => kick(connection, jobId));
}

/** Frees the held ones of the named tasks; answers how many. */
export async function unholdNamed(
  walk: JobWalk,
  queue: string,
  ids: readonly string[],
): Promise<number> {
  let freed = 0;
  await findTasks(walk, queue, new Set(ids), async ({ id, state }) => {
    if (state === 'held' && (await kick(walk.connection, id))) freed += 1;
  });
  return freed;
}

function kick(connection: Connection, jobId: string): Promise<boolean> {
  return did(connection, `kick-job ${jobId}`, 'KICKED');
}

/** Deletes named tasks that are not reserved; those not found keep what `results` says. */
export async function remove(
  walk: JobWalk,
  queue: string,
  wanted: ReadonlyMap<string, number>,
  results: (void | JobQueueError)[],
): Promise<void> {
  await findTasks(walk, queue, new Set(wanted.keys()), async (job, taskId) => {
    results[wanted.get(taskId) as number] = await erase(walk, job, taskId);
  });
}

/** Where each id stands first, and the answer for all: nothing was found yet. */
export function notFoundYet(ids: readonly string[]): {
  readonly wanted: Map<string, number>;
  readonly results: (void | JobQueueError)[];
} {
  const wanted = new Map<string, number>();
  for (const [index, id] of ids.entries()) if (!wanted.has(id)) wanted.set(id, index);
  const results = ids.map(taskNotFound);
  return { wanted, results };
}

async function erase(
  { connection }: JobWalk,
  { id, state }: JobStats,
  taskId: string,
): Promise<void | JobQueueError> {
  if (state !== 'reserved' && (await did(connection, `delete ${id}`, 'DELETED'))) return undefined;
  const now = state === 'reserved' ? state : (await statsOfJob(connection, id))?.state;
  return now === undefined ? taskNotFound(taskId) : taskReserved(taskId);
}
