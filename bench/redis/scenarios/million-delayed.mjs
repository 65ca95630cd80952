import { draining } from '../draining.mjs';

const DELAYED = 1_000_000;
const DAY_MS = 86_400_000;

export const scenario = draining({
  name: 'million-delayed',
  title:
    'no-op tasks by a worker with concurrency 50, in redis-million beside a million delayed ones',
  tasks: 30_000,
  contenders: ['redis', 'redis-million'],
  targets: [{ metric: 'rate', of: 'redis-million', against: 'redis', atLeast: 0.9 }],
  concurrency: 50,
  async before(queue, contender) {
    if (contender === 'redis-million') await queue.putBulk(DELAYED, { delayMs: DAY_MS });
  },
});
