import { makeTasks } from './tasks.mjs';
import { timed } from './timed.mjs';

const WARMING = 1000;

/** What a scenario measures in which every contender puts tasks, then reserves and completes them. */
export const METRICS = { put: 'tasks/s', take: 'tasks/s', putCpu: 'µs/task', takeCpu: 'µs/task' };

/** Prepares such a scenario: bodies of so many bytes, `width` tasks under way at any time. */
export function putThenTake({ openContender, width, bytes }) {
  return async ({ contender, broker, tasks: count }) => {
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
  };
}
