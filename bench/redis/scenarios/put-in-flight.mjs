import { putting } from '../putting.mjs';
import { faster } from '../targets.mjs';

const IN_FLIGHT = 100;

/** @param appendOnly as `putting` has it */
export const putInFlight = (appendOnly) =>
  putting({
    name: 'put-in-flight',
    appendOnly,
    title: `put, ${IN_FLIGHT} calls under way at any time`,
    tasks: { redis: 50_000, bullmq: 5000, 'bee-queue': 15_000 },
    targets: faster(8),
    put: (queue, tasks) => queue.putInFlight(tasks, IN_FLIGHT),
  });

export const scenario = putInFlight();
