// A schema checks data when it is added and again before it runs. Any library that implements
// Standard Schema has such; this one is written by hand, to need none. It prints:
//
//   data of task remind does not fit its schema: at: no date
//   remind Ada in 2026
import { defineTask, JobQueueError, memory, Queue, type StandardSchemaV1, Worker } from '@jq/core';

type Written = { name: string; at: string };
type Read = { name: string; at: Date };

const reminder: StandardSchemaV1<Written, Read> = {
  '~standard': {
    version: 1,
    vendor: 'by-hand',
    validate(value) {
      const { name, at } = value as Written;
      const date = new Date(at);
      if (Number.isNaN(date.getTime())) return { issues: [{ message: 'no date', path: ['at'] }] };
      return { value: { name, at: date } };
    },
  },
};
const remind = defineTask('remind', { data: reminder });
const reminders = new Queue('reminders', memory());

await reminders.add(remind, { name: 'Ada', at: 'soon' }).catch((error: unknown) => {
  if (JobQueueError.is(error, 'invalid')) console.log(error.message);
});
await reminders.add(remind, { name: 'Ada', at: '2026-12-10' });

const handler = remind.handle(({ data }) => {
  console.log(`remind ${data.name} in ${data.at.getUTCFullYear()}`);
});
await new Worker(reminders, [handler], { limits: { idle: true } }).run();
await reminders.close();
