import { timed } from '../harness/timed.mjs';
import { ALL, openContender } from './contenders/open.mjs';
import { ServerView } from './server.mjs';

/** A scenario in which a worker of every contender completes no-op tasks that are there already. */
export function draining({ name, title, tasks, targets, appendOnly, concurrency }) {
  return {
    name,
    title,
    tasks,
    contenders: ALL,
    metrics: { rate: 'tasks/s', cpu: 'µs/task', serverCpu: 'µs/task' },
    targets,
    ...(appendOnly && { broker: { appendOnly }, durability: `appendfsync ${appendOnly}` }),
    async prepare({ contender, broker, tasks: count }) {
      const queue = await openContender(contender, broker);
      const server = new ServerView(broker);
      return {
        async measure() {
          await queue.putBulk(count);
          const worker = await queue.drain(count, concurrency);
          const before = await server.cpu();
          const figures = await timed(count, () => worker.run());
          const serverCpu = ((await server.cpu()) - before) / count;
          await worker.close();
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
