import { BULK } from '../contenders/data.mjs';
import { putting } from '../putting.mjs';
import { faster } from '../targets.mjs';

/** @param appendOnly as `putting` has it */
export const putBulk = (appendOnly) =>
  putting({
    name: 'put-bulk',
    appendOnly,
    title: `put, ${BULK} tasks a call (addAll, addBulk, saveAll), each call awaited`,
    tasks: { redis: 50_000, bullmq: 5000, 'bee-queue': 15_000 },
    targets: faster(8),
    put: (queue, tasks) => queue.putBulk(tasks),
  });

export const scenario = putBulk();
