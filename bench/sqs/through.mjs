import { timed } from '../harness/timed.mjs';
import { ALL, openContender } from './contenders/open.mjs';
import { RequestCount } from './request-count.mjs';

/**
 * A scenario in which every contender puts no-op tasks and then processes them; timed is the processing, counted are the requests of
 * both.
 *
 * @param options of each contender, by its name
 */
export function through({ name, title, tasks, targets, options = {} }) {
  return {
    name,
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
          await queue.put(count);
          const figures = await timed(count, () => queue.process(count));
          return { ...figures, requests: (counted.sent - before) / count };
        },
        close: () => queue.close(),
      };
    },
  };
}
