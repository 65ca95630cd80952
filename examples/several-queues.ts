// One worker serves several queues; the ready tasks of earlier ones come first. It prints:
//
//   urgent: reset a password
//   bulk: newsletter 1
//   bulk: newsletter 2
import { defineTask, memory, Queue, Worker } from '@jq/core';

const send = defineTask<string>('send');
const adapter = memory();
const urgent = new Queue('urgent', adapter);
const bulk = new Queue('bulk', adapter);

await bulk.addAll(send, ['newsletter 1', 'newsletter 2']);
await urgent.add(send, 'reset a password');

const handler = send.handle(({ queue, data }) => console.log(`${queue}: ${data}`));
const worker = new Worker([urgent, bulk], [handler], { concurrency: 1, limits: { idle: true } });
await worker.run();
await adapter.close();
