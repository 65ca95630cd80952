import { putting } from '../putting.mjs';
import { faster } from '../targets.mjs';

/** @param appendOnly as `putting` has it */
export const putSingle = (appendOnly) =>
  putting({
    name: 'put-single',
    appendOnly,
    title: 'put, each awaited',
    tasks: { redis: 4000, bullmq: 2500, 'bee-queue': 5000 },
    targets: faster(1.6, 0.85),
    put: (queue, tasks) => queue.putEach(tasks),
  });

export const scenario = putSingle();
