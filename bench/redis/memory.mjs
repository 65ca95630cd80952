import { ALL, openContender } from './contenders/open.mjs';
import { ServerView } from './server.mjs';

/** What a task that waits costs the server. */
export const memory = {
  title: 'what a task that waits takes of the memory of the server',
  tasks: 20_000,
  contenders: ALL,
  metrics: { memory: 'B/task' },
  targets: [
    { metric: 'memory', of: 'redis', against: 'bullmq', atMost: 0.35 },
    { metric: 'memory', of: 'redis', against: 'bee-queue', atMost: 1 },
  ],
  async prepare({ contender, broker, tasks }) {
    const queue = await openContender(contender, broker);
    const server = await ServerView.open(broker);
    return {
      async measure() {
        const before = await server.memory();
        await queue.putBulk(tasks);
        const memory = ((await server.memory()) - before) / tasks;
        await queue.empty();
        return { memory };
      },
      async close() {
        server.close();
        await queue.close();
      },
    };
  },
};
