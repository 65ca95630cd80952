// One worker process. It knows the task definitions, the DSN and where to write, and nothing of the
// process that adds the tasks. Start as many as you like, also by hand:
//   node dist/worker.js --dsn file:./queue --queue checksums --results ./results --name w9
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { connect, Queue, type Task, Worker } from '@jq/core';

import { readFile } from './digest.js';
import { ResultsFile } from './results-file.js';
import { checksum, type FileToRead } from './tasks.js';

const { values } = parseArgs({
  options: {
    dsn: { type: 'string', default: process.env['JQ_DSN'] ?? 'file:./queue' },
    queue: { type: 'string', default: 'checksums' },
    results: { type: 'string', default: './results' },
    name: { type: 'string', default: `worker-${process.pid}` },
    pace: { type: 'string', default: '0' },
  },
});

const results = await ResultsFile.open(values.results, values.name);
const queue = new Queue(values.queue, await connect(values.dsn));

// Writing before returning makes it safe to be killed at any moment: a task is gone only after its
// result is there. The price is that a result may be written twice.
async function perform(task: Task<FileToRead>): Promise<void> {
  const { path } = task.data;
  const found = await readFile(path, task.signal);
  await results.append({ path, worker: values.name, attempts: task.attempts ?? 1, ...found });
  if (values.pace !== '0') await sleep(Number(values.pace));
}

const worker = new Worker(queue, [checksum.handle(perform)], {
  name: values.name,
  concurrency: 16,
});
// Started by another process: don't outlive it.
process.once('disconnect', () => void worker.stop());
await worker.run();
await queue.close();
await results.close();
if (process.connected) process.disconnect();
