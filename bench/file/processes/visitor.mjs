import { makeTasks } from '../../harness/tasks.mjs';
import { seconds } from '../../harness/timed.mjs';
// A fresh process with one errand on a large store; answers its parent with what it measured.
import { openContender } from '../contenders/open.mjs';

const BATCH = 1000;
const WARM_UP_TASKS = 5000;

const { errand, contender, folder, tasks } = JSON.parse(process.argv[2]);
const errands = { fill, look, drain };
process.send(await errands[errand]());
process.disconnect();

async function fill() {
  const queue = await openContender(contender, folder);
  let spent = 0;
  for (let done = 0; done < tasks; done += BATCH) {
    const batch = makeTasks(Math.min(BATCH, tasks - done));
    spent += await seconds(() => queue.putBatches(batch, 100));
  }
  await queue.close();
  return { fill: tasks / spent };
}

/**
 * What opening costs in time and memory: RSS and external, after against before. The code is loaded
 * and has run on a small store, so that only the large one counts.
 */
async function look() {
  const small = await openContender(contender, `${folder}-small`);
  await small.putBatches(makeTasks(WARM_UP_TASKS), 100);
  await small.takeBatches(WARM_UP_TASKS, 100);
  await small.close();
  const before = memory();
  const from = performance.now();
  const queue = await openContender(contender, folder);
  const opened = performance.now();
  if ((await queue.reserveOne()) !== 1) throw new Error('the store is empty');
  const reserved = performance.now();
  const after = memory();
  await queue.close();
  return {
    memory: Math.max(after.rss - before.rss, after.allocated - before.allocated) / tasks,
    open: opened - from,
    firstReserve: reserved - opened,
  };
}

/**
 * RSS has the pages that are in use; what was allocated may be more, where it is not touched yet.
 */
function memory() {
  globalThis.gc();
  const { rss, external, heapTotal } = process.memoryUsage();
  return { rss, allocated: external + heapTotal };
}

async function drain() {
  const queue = await openContender(contender, folder);
  let done = 0;
  const spent = await seconds(async () => {
    done = await queue.takeBatches(tasks, 100);
  });
  if (done !== tasks) throw new Error(`drained ${done} of ${tasks} tasks`);
  await queue.close();
  return { drain: tasks / spent };
}
