// A codec of your own reads and writes the bodies of another system. It prints:
//
//   stored as resize|a.jpg
//   resize a.jpg
import { type Codec, defineTask, memory, Queue, Worker } from '@jq/core';

const lines: Codec = {
  encode: ({ task, data }) => Buffer.from(`${task}|${String(data)}`),
  decode(body) {
    const [task = '', ...rest] = Buffer.from(body).toString().split('|');
    return rest.length > 0 ? { task, data: rest.join('|') } : { undecodable: 'no "|" in it' };
  },
};

const resize = defineTask<string>('resize');
const images = new Queue('images', memory(), { codec: lines });
await images.add(resize, 'a.jpg');
for (const { body } of await images.peek('ready'))
  console.log(`stored as ${Buffer.from(body).toString()}`);

// The worker takes the codec of its queue.
const worker = new Worker(images, [resize.handle(({ data }) => console.log(`resize ${data}`))], {
  limits: { idle: true },
});
await worker.run();
await images.close();
