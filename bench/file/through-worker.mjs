import { defineTask, Queue, Worker } from '../../packages/core/dist/index.js';
import { file } from '../../packages/file/dist/index.js';
import { BODY_BYTES } from '../harness/tasks.mjs';
import { timed } from '../harness/timed.mjs';
import { keep } from './kept.mjs';

const FILL_BATCH = 1000;
/** What the envelope adds to the data, about; so bodies are as long as in the other scenarios. */
const ENVELOPE_BYTES = 60;

const noOp = defineTask('no-op');
const handler = noOp.handle(async () => undefined);

/** What a worker adds to the bare adapter. */
export const throughWorker = {
  title:
    'the same no-op tasks, reserved and completed bare (1 or 100 in a call) and by a Worker (concurrency 1 or 100), relaxed',
  tasks: 50_000,
  contenders: ['bare-1', 'worker-1', 'bare-100', 'worker-100'],
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  targets: [
    { metric: 'rate', of: 'worker-1', against: 'bare-1', atLeast: 0.5 },
    { metric: 'rate', of: 'worker-100', against: 'bare-100', atLeast: 0.5 },
  ],
  async measure({ contender, folder, tasks }) {
    const queue = keep(new Queue('bench', file(folder, { durability: 'relaxed' })));
    await fill(queue, tasks + 1);
    // Reading what is there is timed by `million`.
    await takeBare(queue, 1, 1);
    const [kind, width] = contender.split('-');
    const run = kind === 'bare' ? takeBare : takeByWorker;
    const figures = await timed(tasks, () => run(queue, tasks, Number(width)));
    await queue.close();
    return figures;
  },
};

async function fill(queue, tasks) {
  const data = 'x'.repeat(BODY_BYTES - ENVELOPE_BYTES);
  for (let done = 0; done < tasks; done += FILL_BATCH)
    await queue.addAll(noOp, Array(Math.min(FILL_BATCH, tasks - done)).fill(data));
}

async function takeBare({ name, adapter }, tasks, width) {
  for (let done = 0; done < tasks;) {
    const taken = await adapter.reserve([name], { max: width, waitMs: 0 });
    await adapter.complete(taken.map(({ lease }) => lease));
    if (taken.length === 0) throw new Error(`only ${done} of ${tasks} tasks were there`);
    done += taken.length;
  }
}

async function takeByWorker(queue, tasks, concurrency) {
  const worker = new Worker(queue, [handler], { concurrency, limits: { tasks }, signals: [] });
  const { completed } = await worker.run();
  if (completed !== tasks) throw new Error(`the worker completed ${completed} of ${tasks} tasks`);
}
