import { makeTasks } from '../../harness/tasks.mjs';
import { timed } from '../../harness/timed.mjs';
import { openContender } from '../contenders/open.mjs';

export const scenario = {
  name: 'put-batch',
  title: 'put, 100 in a call, relaxed',
  tasks: 100_000,
  contenders: ['file', 'sqlite', 'sqlite-lean', 'plainjob', 'append'],
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 2 }],
  async measure({ contender, folder, tasks }) {
    const queue = await openContender(contender, folder);
    const batch = makeTasks(tasks);
    const figures = await timed(tasks, () => queue.putBatches(batch, 100));
    await queue.close();
    return figures;
  },
};
