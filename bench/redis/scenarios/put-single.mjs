import { putting } from '../putting.mjs';
import { faster } from '../targets.mjs';

export const scenario = putting({
  name: 'put-single',
  title: 'put, each awaited',
  tasks: { redis: 4000, bullmq: 2500, 'bee-queue': 5000 },
  targets: faster(1.6, 0.85),
  put: (queue, tasks) => queue.putEach(tasks),
});
