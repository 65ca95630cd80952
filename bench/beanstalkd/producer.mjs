// A process of its own that puts so many tasks each time it is told to, with pauses or without;
// bodies carry the time.
import { setTimeout as sleep } from 'node:timers/promises';

import { makeTasks } from '../harness/tasks.mjs';
import { openContender } from './contenders/open.mjs';

const BODY_BYTES = 100;

const { contender, broker } = JSON.parse(process.argv[2]);
const queue = await openContender(contender, broker);
process.on('message', (order) => void (order === 'leave' ? leave() : put(order)));

async function leave() {
  await queue.close();
  process.disconnect();
}

async function put({ count, pauses }) {
  for (const task of makeTasks(count, BODY_BYTES)) {
    // Until the worker surely waits at the server again.
    if (pauses) await sleep(2 + Math.random() * 2);
    task.body = Buffer.alloc(BODY_BYTES);
    task.body.writeBigInt64LE(process.hrtime.bigint());
    await queue.put(task);
  }
}

process.send('ready');
