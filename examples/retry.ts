// A handler that throws runs again, by the retry policy of its task. It prints:
//
//   attempt 1
//   failed: the server is busy
//   attempt 2
//   failed: the server is busy
//   attempt 3
import { defineTask, memory, Queue, Worker } from '@jq/core';

const fetchPage = defineTask('fetch-page', {
  retry: { kind: 'fixed', delayMs: 20, maxAttempts: 5 },
});
const pages = new Queue('pages', memory());
await pages.add(fetchPage);

const handler = fetchPage.handle(({ attempts = 1 }) => {
  console.log(`attempt ${attempts}`);
  if (attempts < 3) throw new Error('the server is busy');
});
const worker = new Worker(pages, [handler], { limits: { tasks: 3 } });
worker.on('task.failed', ({ error }) => console.log(`failed: ${(error as Error).message}`));
await worker.run();
await pages.close();
