import { timed } from '../harness/timed.mjs';
import { ALL, openContender } from './contenders/open.mjs';
import { ServerView } from './server.mjs';

/**
 * A scenario in which a worker of every contender completes no-op tasks that are there already.
 *
 * @param appendOnly 'everysec' or 'always'; nothing on disk without it
 * @param before (queue, contender) => Promise, called once for each
 */
export function draining({
  tasks,
  targets,
  appendOnly,
  concurrency,
  title = `no-op tasks by a worker with concurrency ${concurrency}`,
  contenders = ALL,
  before = async () => undefined,
}) {
  return {
    title,
    tasks,
    contenders,
    metrics: { rate: 'tasks/s', cpu: 'µs/task', serverCpu: 'µs/task' },
    targets,
    ...(appendOnly && { broker: { appendOnly }, durability: `appendfsync ${appendOnly}` }),
    async prepare({ contender, broker, tasks: count }) {
      const queue = await openContender(contender, broker);
      await before(queue, contender);
      const server = await ServerView.open(broker);
      return {
        async measure() {
          await queue.putBulk(count);
          const worker = await queue.drain(count, concurrency);
          const used = await server.cpu();
          const figures = await timed(count, () => worker.run());
          const serverCpu = ((await server.cpu()) - used) / count;
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
