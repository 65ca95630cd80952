import { BULK } from './contenders/data.mjs';
import { draining } from './draining.mjs';
import { lateness } from './lateness.mjs';
import { memory } from './memory.mjs';
import { putting } from './putting.mjs';
import { faster } from './targets.mjs';
import { wakeUp } from './wake-up.mjs';

const IN_FLIGHT = 100;
const MILLION = 1_000_000;
const DAY_MS = 86_400_000;

const MANY_PUT = { redis: 50_000, bullmq: 5000, 'bee-queue': 15_000 };
const MANY_DRAINED = { redis: 30_000, bullmq: 5000, 'bee-queue': 6000 };

/** @param appendOnly 'everysec' or 'always'; nothing on disk without it */
const putSingle = (appendOnly) =>
  putting({
    title: 'put, each awaited',
    appendOnly,
    tasks: { redis: 4000, bullmq: 2500, 'bee-queue': 5000 },
    targets: faster(1.6, 0.85),
    put: (queue, tasks) => queue.putEach(tasks),
  });

const putInFlight = (appendOnly) =>
  putting({
    title: `put, ${IN_FLIGHT} calls under way at any time`,
    appendOnly,
    tasks: MANY_PUT,
    targets: faster(8),
    put: (queue, tasks) => queue.putInFlight(tasks, IN_FLIGHT),
  });

const putBulk = (appendOnly) =>
  putting({
    title: `put, ${BULK} tasks a call (addAll, addBulk, saveAll), each call awaited`,
    appendOnly,
    tasks: MANY_PUT,
    targets: faster(8),
    put: (queue, tasks) => queue.putBulk(tasks),
  });

const drain50 = (appendOnly) =>
  draining({
    appendOnly,
    tasks: MANY_DRAINED,
    targets: [
      ...faster(6),
      { metric: 'cpu', of: 'redis', against: 'bullmq', atMost: 0.12 },
      { metric: 'cpu', of: 'redis', against: 'bee-queue', atMost: 1 },
    ],
    concurrency: 50,
  });

/** By their names, in the order of the report. */
export const scenarios = {
  'put-single': putSingle(),
  'put-in-flight': putInFlight(),
  'put-bulk': putBulk(),
  'drain-1': draining({
    tasks: { redis: 3000, bullmq: 1500, 'bee-queue': 1500 },
    targets: faster(2),
    concurrency: 1,
  }),
  'drain-10': draining({
    tasks: { redis: 15_000, bullmq: 4000, 'bee-queue': 4000 },
    targets: faster(4),
    concurrency: 10,
  }),
  'drain-50': drain50(),
  'drain-100': draining({ tasks: MANY_DRAINED, targets: faster(6), concurrency: 100 }),
  'wake-up': wakeUp({ atMost: { bullmq: 0.6, 'bee-queue': 1 } }),
  'wake-up-20': wakeUp({
    title: 'from put to the handler in one of 20 workers of a process, each with its own queue',
    others: 19,
    atMost: { bullmq: 1 },
  }),
  memory,
  lateness,
  'million-delayed': draining({
    title: 'a worker with concurrency 50; of redis-million, beside a million delayed tasks',
    tasks: 30_000,
    contenders: ['redis', 'redis-million'],
    targets: [{ metric: 'rate', of: 'redis-million', against: 'redis', atLeast: 0.9 }],
    concurrency: 50,
    async before(queue, contender) {
      if (contender === 'redis-million') await queue.putBulk(MILLION, { delayMs: DAY_MS });
    },
  }),
  'put-single-everysec': putSingle('everysec'),
  'put-in-flight-everysec': putInFlight('everysec'),
  'put-bulk-everysec': putBulk('everysec'),
  'drain-50-everysec': drain50('everysec'),
  'put-single-always': putSingle('always'),
  'put-in-flight-always': putInFlight('always'),
  'put-bulk-always': putBulk('always'),
  'drain-50-always': drain50('always'),
};
