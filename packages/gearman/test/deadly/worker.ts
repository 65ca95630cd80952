import { Queue, Worker } from '@jq/core';

import { gearman } from '../../src/index.js';
import { deadly, harmless } from './tasks.js';

// A worker that ends when the queue is empty, if no task kills it before: worker <servers>

const jobs = new Queue('jobs', gearman(process.argv[2] ?? '', { probe: false }));
const worker = new Worker(
  jobs,
  [
    harmless.handle(({ id }) => console.log(`done ${id}`)),
    deadly.handle(({ id, attempts }) => {
      console.log(`deadly ${id} ${attempts}`);
      process.kill(process.pid, 'SIGKILL');
      // The signal may take a moment; nothing may happen meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }),
  ],
  { concurrency: 1, limits: { idle: true } },
);
worker.on('task.held', ({ id, reason }) => console.log(`held ${id} ${reason}`));
await worker.run();
await jobs.close();
