import { draining } from '../draining.mjs';
import { faster } from '../targets.mjs';

export const scenario = draining({
  name: 'drain-10',
  title: 'no-op tasks by a worker with concurrency 10',
  tasks: { redis: 15000, bullmq: 4000, 'bee-queue': 4000 },
  targets: faster(4),
  concurrency: 10,
});
