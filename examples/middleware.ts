// Middleware is code around every handler: for times, traces, transactions. It prints:
//
//   [ada] begins greet
//   Hello
//   [ada] ends greet
import { defineTask, memory, Queue, Worker } from '@jq/core';

const greet = defineTask('greet');
const mail = new Queue('mail', memory(), { context: () => ({ user: 'ada' }) });
await mail.add(greet);

const worker = new Worker(mail, [greet.handle(() => console.log('Hello'))], {
  limits: { idle: true },
});
worker.use(async ({ name, context }, next) => {
  console.log(`[${String(context['user'])}] begins ${name}`);
  await next();
  console.log(`[${String(context['user'])}] ends ${name}`);
});
await worker.run();
await mail.close();
