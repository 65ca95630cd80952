import { makeTasks } from '../../harness/tasks.mjs';
import { timed } from '../../harness/timed.mjs';
import { openContender } from '../contenders/open.mjs';

export const scenario = {
  name: 'take-batch',
  title: 'reserve and complete, 100 in a call, relaxed',
  tasks: 50_000,
  contenders: ['file', 'sqlite', 'sqlite-lean'],
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 4 }],
  async measure({ contender, folder, tasks }) {
    const queue = await openContender(contender, folder);
    await queue.putBatches(makeTasks(tasks + 1), 100);
    // Reading what is there is timed by `million`.
    await queue.takeBatches(1, 1);
    const figures = await timed(tasks, () => queue.takeBatches(tasks, 100));
    await queue.close();
    return figures;
  },
};
