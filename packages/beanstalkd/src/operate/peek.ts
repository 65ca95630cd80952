import type { TaskState, TaskView } from '@jq/core/adapter';

import type { JobStats } from '../broker/job-stats.js';
import { leaseOf } from '../seconds.js';
import type { JobWalk } from './job-walk.js';
import { firstOf, jobOf, statsOfJob, type StoredJob } from './tube.js';

type Order = (a: JobStats, b: JobStats) => number;

const byNumber: Order = (a, b) => Number(a.id) - Number(b.id);
const byEnd: Order = (a, b) => a.secondsLeft - b.secondsLeft || byNumber(a, b);
const ORDERS: Readonly<Record<TaskState, Order>> = {
  ready: (a, b) => a.priority - b.priority || byNumber(a, b),
  delayed: byEnd,
  reserved: byEnd,
  // In which order they were held, the server does not tell.
  held: byNumber,
};

/**
 * Tasks of one state in the order in which they will leave it; held ones in the order in which they
 * were put.
 */
export async function peek(
  walk: JobWalk,
  queue: string,
  state: TaskState,
  max: number,
): Promise<readonly TaskView[]> {
  const jobs = max === 1 ? await first(walk, queue, state) : await all(walk, queue, state);
  const shown = jobs.toSorted(ORDERS[state]).slice(0, max);
  const views = await Promise.all(shown.map((job) => view(walk, job)));
  return views.filter((each) => each !== undefined);
}

async function first(walk: JobWalk, queue: string, state: TaskState): Promise<JobStats[]> {
  if (state === 'reserved') return all(walk, queue, state);
  const job = await firstOf(walk.connection, queue, state);
  const stats = job && (await statsOfJob(walk.connection, job.jobId));
  return stats?.state === state ? [stats] : [];
}

async function all(walk: JobWalk, queue: string, state: TaskState): Promise<JobStats[]> {
  const jobs: JobStats[] = [];
  await walk.jobs(queue, async (some) => {
    jobs.push(...some.filter((job) => job.state === state));
    return false;
  });
  return jobs;
}

async function view(walk: JobWalk, stats: JobStats): Promise<TaskView | undefined> {
  const job = await jobOf(walk.connection, stats.id);
  return job && { ...shown(job, stats), ...timeLeft(stats) };
}

function shown({ taskId, header, body }: StoredJob, stats: JobStats): TaskView {
  return {
    id: taskId,
    state: stats.state,
    body,
    priority: stats.priority,
    attempts: stats.reserves,
    ttrMs: header?.ttrMs ?? leaseOf(stats.ttrSeconds),
  };
}

/**
 * Delays are told rounded up; leases end before the server's ttr, so what it tells of that is
 * rounded down.
 */
function timeLeft({ state, secondsLeft }: JobStats): { readonly timeLeftMs?: number } {
  const seconds = state === 'delayed' ? secondsLeft + 1 : secondsLeft;
  if ((state !== 'delayed' && state !== 'reserved') || seconds <= 0) return {};
  return { timeLeftMs: seconds * 1000 };
}
