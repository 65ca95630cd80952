import { timed } from '../harness/timed.mjs';
import { ALL, openContender } from './contenders/open.mjs';
import { RequestCount } from './request-count.mjs';

/**
 * A scenario in which every contender puts no-op tasks and processes them at the same time; timed
 * and counted from the first put until the last task is gone.
 *
 * @param options of each contender, by its name
 */
export function through({ title, tasks, targets, options = {} }) {
  return {
    title,
    tasks,
    contenders: ALL,
    metrics: { rate: 'tasks/s', cpu: 'µs/task', requests: 'per task' },
    targets,
    async prepare({ contender, broker, tasks: count }) {
      const counted = new RequestCount();
      const queue = await openContender(contender, broker, options[contender]);
      return {
        async measure() {
          const before = counted.sent;
          const figures = await timed(count, async () => {
            const done = queue.done(count);
            await queue.put(count);
            await done;
          });
          return { ...figures, requests: (counted.sent - before) / count };
        },
        close: () => queue.close(),
      };
    },
  };
}
