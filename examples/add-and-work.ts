// A task is defined once, added by producers and run by workers. It prints:
//
//   Hello Ada
//   1 done, because the queue was idle
import { defineTask, memory, Queue, Worker } from '@jq/core';

const greet = defineTask<{ name: string }>('greet');
const mail = new Queue('mail', memory());

await mail.add(greet, { name: 'Ada' });

const worker = new Worker(mail, [greet.handle(({ data }) => console.log(`Hello ${data.name}`))], {
  limits: { idle: true },
});
const report = await worker.run();
console.log(`${report.completed} done, because the queue was ${report.reason}`);
await mail.close();
