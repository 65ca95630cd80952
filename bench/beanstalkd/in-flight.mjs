import { makeTasks } from '../harness/tasks.mjs';
import { timed } from '../harness/timed.mjs';
import { ALL, openContender } from './contenders/open.mjs';

/** So that measurements take about equally long where many are under way. */
export const TASKS = {
  jq: 12_000,
  'jq-lean': 12_000,
  raw: 12_000,
  'raw-asking': 12_000,
  fivebeans: 12_000,
  'fivebeans-asking': 6000,
  'node-beanstalk': 3000,
  'node-beanstalk-10': 6000,
};

const WARMING = 1000;

/**
 * A scenario in which every contender puts tasks, then reserves and completes them, `width` of them under way at any
 * time.
 */
export function inFlight({ name, title, tasks, width, bytes, contenders = ALL, targets }) {
  return {
    name,
    title,
    tasks,
    contenders,
    metrics: { put: 'tasks/s', take: 'tasks/s', putCpu: 'µs/task', takeCpu: 'µs/task' },
    targets,
    async prepare({ contender, broker, tasks: count }) {
      const queue = await openContender(contender, broker);
      return {
        async measure() {
          const made = makeTasks(count, bytes);
          // While the others had their turns, the caches of the processor went cold.
          const few = Math.min(count, Math.max(WARMING, 10 * width));
          await queue.putAll(made.slice(0, few), width);
          await queue.takeAll(few, width);
          const put = await timed(count, () => queue.putAll(made, width));
          const take = await timed(count, () => queue.takeAll(count, width));
          return { put: put.rate, take: take.rate, putCpu: put.cpu, takeCpu: take.cpu };
        },
        close: () => queue.close(),
      };
    },
  };
}
