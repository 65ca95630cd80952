import { foreignJobId } from '../header.js';
import type { JobStats } from '../wire/job-stats.js';
import type { JobWalk } from './job-walk.js';
import { jobOf, statsOfJob } from './tube.js';

/** Finds tasks of a queue by their ids; calls `found` for each, once. */
export async function findTasks(
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
