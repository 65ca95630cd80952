import { draining } from '../draining.mjs';
import { faster } from '../targets.mjs';

/** @param appendOnly as `draining` has it */
export const drain50 = (appendOnly) =>
  draining({
    name: 'drain-50',
    appendOnly,
    title: 'no-op tasks by a worker with concurrency 50',
    tasks: { redis: 30000, bullmq: 5000, 'bee-queue': 6000 },
    targets: [
      ...faster(6),
      { metric: 'cpu', of: 'redis', against: 'bullmq', atMost: 0.12 },
      { metric: 'cpu', of: 'redis', against: 'bee-queue', atMost: 1 },
    ],
    concurrency: 50,
  });

export const scenario = drain50();
