import { percentile } from '../harness/statistics.mjs';
import { DATA } from './contenders/data.mjs';
import { ALL, openContender } from './contenders/open.mjs';

// All are put before the first is due.
const FIRST_MS = 250;
const SPREAD_MS = 1000;

/** How late delayed tasks come to an idle worker. */
export const lateness = {
  title:
    'delayed tasks and an idle worker: from when a task was due, its delay counted from the call of put, to its handler',
  tasks: 200,
  contenders: ALL,
  metrics: { p50: 'ms', p99: 'ms' },
  targets: [
    { metric: 'p99', of: 'redis', atMost: 10 },
    { metric: 'p99', of: 'redis', against: 'bullmq', atMost: 1 },
    { metric: 'p99', of: 'redis', against: 'bee-queue', atMost: 1 },
  ],
  async prepare({ contender, broker, tasks }) {
    const queue = await openContender(contender, broker);
    let arrived = () => undefined;
    const stop = await queue.listen(10, (data) => arrived(data.due));
    return {
      async measure() {
        const late = [];
        const all = new Promise((resolve) => {
          arrived = (due) => {
            late.push(performance.now() - due);
            if (late.length === tasks) resolve();
          };
        });
        for (let i = 0; i < tasks; i++) {
          const delayMs = Math.round(FIRST_MS + Math.random() * SPREAD_MS);
          await queue.put({ ...DATA, due: performance.now() + delayMs }, delayMs);
        }
        await all;
        const early = late.filter((ms) => ms < 0).length;
        if (early > 0 && contender === 'redis') throw new Error(`${early} tasks came too early`);
        return { p50: percentile(late, 0.5), p99: percentile(late, 0.99) };
      },
      async close() {
        await stop();
        await queue.close();
      },
    };
  },
};
