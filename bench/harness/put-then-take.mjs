import { makeTasks } from './tasks.mjs';
import { timed } from './timed.mjs';

const WARMING = 1000;

/**
 * What a scenario measures in which every contender puts tasks, then reserves and completes them.
 */
export const METRICS = { put: 'tasks/s', take: 'tasks/s', putCpu: 'µs/task', takeCpu: 'µs/task' };

/**
 * Prepares such a scenario: bodies of so many bytes, `width` tasks under way at any time. One
 * measurement is so many `cycles` of putting and taking all tasks: where a deep queue slows the
 * server down, that is how to measure for longer.
 */
export function putThenTake({ openContender, width, bytes, cycles = 1 }) {
  return async ({ contender, broker, tasks: count }) => {
    const queue = await openContender(contender, broker);
    return {
      async measure() {
        const made = makeTasks(count, bytes);
        // While the others had their turns, the caches of the processor went cold.
        const few = Math.min(count, Math.max(WARMING, 10 * width));
        await queue.putAll(made.slice(0, few), width);
        await queue.takeAll(few, width);
        const [puts, takes] = [[], []];
        for (let cycle = 0; cycle < cycles; cycle++) {
          puts.push(await timed(count, () => queue.putAll(made, width)));
          takes.push(await timed(count, () => queue.takeAll(count, width)));
        }
        const [put, take] = [together(puts), together(takes)];
        return { put: put.rate, take: take.rate, putCpu: put.cpu, takeCpu: take.cpu };
      },
      close: () => queue.close(),
    };
  };
}

/** As if equal parts had been timed in one piece. */
function together(parts) {
  const sum = (of) => parts.reduce((total, part) => total + of(part), 0);
  return {
    rate: parts.length / sum(({ rate }) => 1 / rate),
    cpu: sum(({ cpu }) => cpu) / parts.length,
  };
}
