import { JobQueueError } from '@jq/core/adapter';

import type { JobStats } from '../wire/job-stats.js';
import { findTasks } from './find-tasks.js';
import type { JobWalk } from './job-walk.js';
import { did, statsOfJob } from './tube.js';

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
export function notFoundYet(
  queue: string,
  ids: readonly string[],
): { readonly wanted: Map<string, number>; readonly results: (void | JobQueueError)[] } {
  const wanted = new Map<string, number>();
  for (const [index, id] of ids.entries()) if (!wanted.has(id)) wanted.set(id, index);
  const results = ids.map(
    (id) => new JobQueueError('not-found', `task ${id}: not in queue ${queue}`),
  );
  return { wanted, results };
}

async function erase(
  { connection }: JobWalk,
  { id, state }: JobStats,
  taskId: string,
): Promise<void | JobQueueError> {
  if (state !== 'reserved' && (await did(connection, `delete ${id}`, 'DELETED'))) return undefined;
  const now = state === 'reserved' ? state : (await statsOfJob(connection, id))?.state;
  if (now === undefined) return new JobQueueError('not-found', `task ${taskId} is gone`);
  return new JobQueueError(
    'task-reserved',
    `task ${taskId}: a worker has it; only its lease may settle it`,
  );
}
