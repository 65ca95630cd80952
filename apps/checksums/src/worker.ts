// One worker process. It knows the task definitions, the DSN and where to write, and nothing of the
// process that adds the tasks. Start as many as you like, also by hand:
//   node dist/worker.js --dsn file:./queue --queue checksums --results ./results --name w9
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { connect, Queue, type Task, Worker } from '@jq/core';

import { digestOf } from './digest.js';
import type { Result } from './result.js';
import { ResultsFile } from './results-file.js';
import { checksum, type FileToRead } from './tasks.js';

const { values } = parseArgs({
  options: {
    dsn: { type: 'string', default: 'file:./queue' },
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
  const found = await resultOf(task);
  const { name: worker } = values;
  await results.append({ path: task.data.path, worker, attempts: task.attempts ?? 1, ...found });
  if (values.pace !== '0') await sleep(Number(values.pace));
}

async function resultOf(task: Task<FileToRead>): Promise<Pick<Result, 'digest' | 'unreadable'>> {
  try {
    return { digest: await digestOf(task.data.path, task.signal) };
  } catch (error) {
    // The lease is lost or the worker stops: not the file's fault, let the task run again.
    task.signal.throwIfAborted();
    return { unreadable: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
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
process.disconnect?.();
