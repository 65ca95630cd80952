import { makeTasks } from '../../harness/tasks.mjs';
import { timed } from '../../harness/timed.mjs';
import { openContender } from '../contenders/open.mjs';

export const scenario = {
  name: 'take-single',
  title: 'reserve and complete, one by one, relaxed',
  tasks: 50_000,
  contenders: ['file', 'sqlite', 'sqlite-lean', 'plainjob'],
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 5 }],
  async measure({ contender, folder, tasks }) {
    const queue = await openContender(contender, folder);
    await queue.putBatches(makeTasks(tasks + 1), 100);
    // Reading what is there is timed by `million`.
    await queue.takeEach(1);
    const figures = await timed(tasks, () => queue.takeEach(tasks));
    await queue.close();
    return figures;
  },
};
