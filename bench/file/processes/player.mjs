// One process of a scenario with several: opens the store, says so, plays its role after "go".
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeTasks } from '../../harness/tasks.mjs';
import { openContender } from '../contenders/open.mjs';
import { bootMs } from './players.mjs';

const REPORT_EVERY = 500;
const WAIT_MS = 200;

const WARM_UP_TASKS = 2000;

const { role, contender, folder, tasks } = JSON.parse(process.argv[2]);
const roles = { producer, worker, caller, listener };
await warmUp();
const queue = await openContender(contender, folder);
let leaving = false;
process.on('message', (message) => {
  leaving ||= message === 'leave';
});
const batch = role === 'producer' || role === 'caller' ? makeTasks(tasks) : [];
process.send('ready');
await once(process, 'message');
await roles[role]();
while (!leaving) await sleep(5);
await queue.close();
process.disconnect();

/** So that nobody is measured while his code is being compiled. */
async function warmUp() {
  const scratch = await openContender(contender, `${folder}-warm-up-${process.pid}`);
  for (const task of makeTasks(WARM_UP_TASKS)) await scratch.put(task);
  for (let done = 0; done < WARM_UP_TASKS; done += 1) await scratch.next(WAIT_MS, () => undefined);
  await scratch.close();
}

async function producer() {
  for (const task of batch) await queue.put(task);
}

async function worker() {
  let completed = 0;
  let at = 0;
  while (!leaving) {
    const found = await queue.next(WAIT_MS, () => undefined);
    if (found) {
      completed += 1;
      at = bootMs();
    }
    if (!found || completed % REPORT_EVERY === 0) {
      process.send({ completed, at });
      // A synchronous rival never gives the event loop a turn by itself.
      await new Promise(setImmediate);
    }
  }
}

/**
 * One task at a time, each when the listener is surely waiting again; the body carries the time.
 */
async function caller() {
  for (const task of batch) {
    await sleep(2 + Math.random() * 2);
    const body = new Uint8Array(task.body);
    new DataView(body.buffer).setFloat64(0, bootMs());
    await queue.put({ ...task, body });
  }
}

async function listener() {
  const latencies = [];
  const handle = (body) => {
    const at = bootMs();
    latencies.push(at - new DataView(body.buffer, body.byteOffset).getFloat64(0));
  };
  while (latencies.length < tasks) await queue.next(WAIT_MS * 10, handle);
  process.send({ latencies });
}
