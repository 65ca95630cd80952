import { draining } from '../draining.mjs';
import { faster } from '../targets.mjs';

export const scenario = draining({
  name: 'drain-100',
  title: 'no-op tasks by a worker with concurrency 100',
  tasks: { redis: 30000, bullmq: 5000, 'bee-queue': 6000 },
  targets: faster(6),
  concurrency: 100,
});
