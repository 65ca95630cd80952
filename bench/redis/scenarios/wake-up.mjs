import { setTimeout as sleep } from 'node:timers/promises';

import { percentile } from '../../harness/statistics.mjs';
import { DATA } from '../contenders/data.mjs';
import { ALL, openContender } from '../contenders/open.mjs';

// Long enough for any of them to complete a task and to wait again.
const IDLE_MS = 4;

export const scenario = {
  name: 'wake-up',
  title: 'from the call of put to the handler in a worker that waits, in the same process',
  tasks: 100,
  contenders: ALL,
  metrics: { p50: 'µs', p99: 'µs' },
  targets: [
    { metric: 'p50', of: 'redis', against: 'bullmq', atMost: 0.6 },
    { metric: 'p50', of: 'redis', against: 'bee-queue', atMost: 1 },
  ],
  async prepare({ contender, broker, tasks }) {
    const queue = await openContender(contender, broker);
    let arrived = () => undefined;
    const stop = await queue.listen(1, () => arrived());
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
        await stop();
        await queue.close();
      },
    };
  },
};
