// Many tasks are added in few requests. When one can't be, the error says which. It prints:
//
//   3 added
//   incomplete: 1 of 2 was added
//   data[1]: invalid
import { defineTask, JobQueueError, memory, Queue } from '@jq/core';

const count = defineTask<{ n: number }>('count');
const numbers = new Queue('numbers', memory());

const ids = await numbers.addAll(count, [{ n: 1 }, { n: 2 }, { n: 3 }]);
console.log(`${ids.length} added`);

try {
  await numbers.addAll(count, [{ n: 4 }, { n: Number.NaN }]);
} catch (error) {
  if (!JobQueueError.is(error) || error.results === undefined) throw error;
  const added = error.results.filter((result) => typeof result === 'string');
  console.log(`${error.code}: ${added.length} of ${error.results.length} was added`);
  for (const [index, result] of error.results.entries())
    if (typeof result !== 'string') console.log(`data[${index}]: ${result.code}`);
}
await numbers.close();
