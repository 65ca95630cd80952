import { timed } from '../harness/timed.mjs';
import { openContender, PROCESSING } from './contenders/open.mjs';

const JQ = 'jq-worker';

/** Tasks put and processed at the same time. */
export const processed = {
  title:
    'no-op tasks put, 100 under way, and processed at the same time by workers that run 100 at once',
  tasks: 40_000,
  contenders: PROCESSING,
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: PROCESSING.filter((name) => name !== JQ).map((rival) => ({
    metric: 'rate',
    of: JQ,
    against: rival,
    atLeast: 3,
  })),
  async prepare({ contender, broker, tasks: count }) {
    const queue = await openContender(contender, broker);
    return {
      measure: () =>
        timed(count, async () => {
          const done = queue.done(count);
          await queue.put(count);
          await done;
        }),
      close: () => queue.close(),
    };
  },
};
