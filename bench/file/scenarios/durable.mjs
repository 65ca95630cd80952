import { makeTasks } from '../../harness/tasks.mjs';
import { timed } from '../../harness/timed.mjs';
import { openContender } from '../contenders/open.mjs';

const IN_FLIGHT = 64;

export const scenario = {
  name: 'durable',
  title: `put, on disk before it is acknowledged; file-64: ${IN_FLIGHT} calls in flight, others one by one`,
  tasks: 5000,
  contenders: ['file-64', 'file', 'sqlite', 'sqlite-lean', 'plainjob', 'append'],
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: [{ metric: 'rate', of: 'file-64', against: 'sqlite', atLeast: 5 }],
  durability: 'fsync (SQLite: FULL)',
  async measure({ contender, folder, tasks }) {
    const inFlight = contender === 'file-64';
    const queue = await openContender(inFlight ? 'file' : contender, folder, { durable: true });
    const batch = makeTasks(tasks);
    const put = () => (inFlight ? queue.putInFlight(batch, IN_FLIGHT) : queue.putEach(batch));
    const figures = await timed(tasks, put);
    await queue.close();
    return figures;
  },
};
