import { draining } from '../draining.mjs';
import { faster } from '../targets.mjs';

export const scenario = draining({
  name: 'drain-1',
  title: 'no-op tasks by a worker with concurrency 1',
  tasks: { redis: 3000, bullmq: 1500, 'bee-queue': 1500 },
  targets: faster(2),
  concurrency: 1,
});
