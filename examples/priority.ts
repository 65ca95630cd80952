// Lower numbers come first; tasks of one priority come in the order they were added. It prints:
//
//   fire
//   first letter
//   second letter
import { defineTask, memory, Queue, Worker } from '@jq/core';

const report = defineTask<string>('report'); // priority 512, where nothing else is said
const reports = new Queue('reports', memory());

await reports.add(report, 'first letter');
await reports.add(report, 'second letter');
await reports.add(report, 'fire', { priority: 0 });

const worker = new Worker(reports, [report.handle(({ data }) => console.log(data))], {
  concurrency: 1,
  limits: { idle: true },
});
await worker.run();
await reports.close();
