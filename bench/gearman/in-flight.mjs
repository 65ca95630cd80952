import { makeTasks } from '../harness/tasks.mjs';
import { timed } from '../harness/timed.mjs';
import { openContender } from './contenders/open.mjs';

const BODY_BYTES = 10;
const WARMING = 1000;

/**
 * A scenario in which the adapter and the raw client put tasks, then reserve and complete them, `width` of them under way at
 * any time.
 */
export function inFlight({ name, tasks, width }) {
  return {
    name,
    title: `put, then reserve and complete, ${width} under way, bodies of ${BODY_BYTES} bytes`,
    tasks,
    contenders: ['jq', 'raw'],
    metrics: { put: 'tasks/s', take: 'tasks/s', putCpu: 'µs/task', takeCpu: 'µs/task' },
    targets: ['put', 'take'].map((metric) => ({ metric, of: 'jq', against: 'raw', atLeast: 0.6 })),
    async prepare({ contender, broker, tasks: count }) {
      const queue = await openContender(contender, broker);
      return {
        async measure() {
          const made = makeTasks(count, BODY_BYTES);
          // While the other had its turn, the caches of the processor went cold.
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
