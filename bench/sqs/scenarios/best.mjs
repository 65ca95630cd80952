import { through } from '../through.mjs';

export const scenario = through({
  name: 'best',
  title: 'no-op tasks, the best settings of each: full batches, 100 at once, one queue at SQS',
  tasks: { sqs: 5000, 'sqs-consumer': 5000 },
  options: {
    sqs: { bands: [], concurrency: 100 },
    'sqs-consumer': { batchSize: 10, consumers: 10 },
  },
  targets: [
    { metric: 'rate', of: 'sqs', against: 'sqs-consumer', atLeast: 1 },
    { metric: 'requests', of: 'sqs', against: 'sqs-consumer', atMost: 1 },
  ],
});
