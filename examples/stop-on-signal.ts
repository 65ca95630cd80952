// A worker stops on SIGTERM: what runs ends in peace, what waits stays in the queue. It prints:
//
//   half of it
//   all of it
//   1 completed, stopped by a signal, 1 left for the next worker
import { setTimeout as sleep } from 'node:timers/promises';

import { defineTask, memory, Queue, Worker } from '@jq/core';

const copy = defineTask('copy');
const copies = new Queue('copies', memory());
await copies.addAll(copy, [undefined, undefined]);

const handler = copy.handle(async () => {
  console.log('half of it');
  process.kill(process.pid, 'SIGTERM'); // as systemd, Docker and Kubernetes do
  await sleep(50);
  console.log('all of it');
});
const worker = new Worker(copies, [handler], { concurrency: 1, graceMs: 5000 });
const { completed, reason } = await worker.run();
const { ready } = await copies.stats();
console.log(`${completed} completed, stopped by a ${reason}, ${ready} left for the next worker`);
await copies.close();
