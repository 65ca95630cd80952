// What nobody can do now is held: kept until somebody looks at it and frees it. It prints:
//
//   held: no such customer
//   1 held: {"customer":7}
//   invoice for 7
import { defineTask, memory, Queue, Worker } from '@jq/core';

const invoice = defineTask<{ customer: number }>('invoice');
const invoices = new Queue('invoices', memory());
const customers = new Set<number>();

async function work(): Promise<void> {
  const handler = invoice.handle((task) => {
    const { customer } = task.data;
    if (!customers.has(customer)) return task.hold('no such customer');
    console.log(`invoice for ${customer}`);
  });
  const worker = new Worker(invoices, [handler], { limits: { idle: true } });
  worker.on('task.held', ({ reason }) => console.log(`held: ${reason}`));
  await worker.run();
}

await invoices.add(invoice, { customer: 7 });
await work();
for (const { message } of await invoices.peek('held', 10))
  if ('data' in message) console.log(`1 held: ${JSON.stringify(message.data)}`);

customers.add(7);
await invoices.unhold({ max: 10 });
await work();
await invoices.close();
