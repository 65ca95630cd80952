import { timed } from '../harness/timed.mjs';
import { ALL, openContender } from './contenders/open.mjs';
import { ServerView } from './server.mjs';

/**
 * A scenario in which every contender puts tasks into an empty queue.
 *
 * @param put (contender, tasks) => Promise
 * @param appendOnly 'everysec' or 'always'; nothing on disk without it
 */
export function putting({ title, tasks, targets, appendOnly, put }) {
  return {
    title,
    tasks,
    contenders: ALL,
    metrics: { rate: 'tasks/s', cpu: 'µs/task', serverCpu: 'µs/task' },
    targets,
    ...(appendOnly && { broker: { appendOnly }, durability: `appendfsync ${appendOnly}` }),
    async prepare({ contender, broker, tasks: count }) {
      const queue = await openContender(contender, broker);
      const server = await ServerView.open(broker);
      return {
        async measure() {
          const before = await server.cpu();
          const figures = await timed(count, () => put(queue, count));
          const serverCpu = ((await server.cpu()) - before) / count;
          await queue.empty();
          return { ...figures, serverCpu };
        },
        async close() {
          server.close();
          await queue.close();
        },
      };
    },
  };
}
