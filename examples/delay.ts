// A delayed task is ready after its time. It prints:
//
//   1 delayed, 1 ready
//   now
//   later
import { defineTask, memory, Queue, Worker } from '@jq/core';

const say = defineTask<string>('say');
const words = new Queue('words', memory());

await words.add(say, 'later', { delayMs: 500 });
await words.add(say, 'now');
const { delayed, ready } = await words.stats();
console.log(`${delayed} delayed, ${ready} ready`);

const worker = new Worker(words, [say.handle(({ data }) => console.log(data))], {
  limits: { tasks: 2 },
});
await worker.run();
await words.close();
