import { makeTasks } from '../../harness/tasks.mjs';
import { timed } from '../../harness/timed.mjs';
import { openContender } from '../contenders/open.mjs';

export const scenario = {
  name: 'put-single',
  title: 'put, one by one, relaxed',
  tasks: 50_000,
  contenders: ['file', 'sqlite', 'sqlite-lean', 'plainjob', 'append'],
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 5 }],
  async measure({ contender, folder, tasks }) {
    const queue = await openContender(contender, folder);
    const batch = makeTasks(tasks);
    const figures = await timed(tasks, () => queue.putEach(batch));
    await queue.close();
    return figures;
  },
};
