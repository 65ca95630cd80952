import { setTimeout as sleep } from 'node:timers/promises';

import { percentile } from '../harness/statistics.mjs';
import { DATA } from './contenders/data.mjs';
import { ALL, openContender } from './contenders/open.mjs';

// Long enough for any of them to complete a task and to wait again.
const IDLE_MS = 4;

const TITLE = 'from the call of put to the handler in a worker that waits, in the same process';

/**
 * A scenario of the time a waiting worker takes to begin.
 *
 * @param others workers of that process that wait for other queues
 * @param atMost times as long as those, at p50
 */
export const wakeUp = ({ title = TITLE, others = 0, atMost }) => ({
  title,
  tasks: 100,
  contenders: ALL,
  metrics: { p50: 'µs', p99: 'µs' },
  targets: Object.entries(atMost).map(([against, times]) => ({
    metric: 'p50',
    of: 'redis',
    against,
    atMost: times,
  })),
  async prepare({ contender, broker, tasks }) {
    const queue = await openContender(contender, broker);
    let arrived = () => undefined;
    const stops = [await queue.listen(1, () => arrived())];
    for (let i = 0; i < others; i++)
      stops.push(await queue.listen(1, () => undefined, `other-${i}`));
    const once = async () => {
      await sleep(IDLE_MS + Math.random());
      const from = performance.now();
      const at = new Promise((resolve) => (arrived = () => resolve(performance.now())));
      await queue.put(DATA);
      return ((await at) - from) * 1000;
    };
    return {
      async measure() {
        const waits = [];
        for (let i = 0; i < tasks; i++) waits.push(await once());
        return { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) };
      },
      async close() {
        await Promise.all(stops.map((stop) => stop()));
        await queue.close();
      },
    };
  },
});
