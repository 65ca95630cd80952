import { through } from './through.mjs';

/** By their names, in the order of the report. */
export const scenarios = {
  defaults: through({
    title: 'no-op tasks, everything by default',
    tasks: { sqs: 3000, 'sqs-consumer': 600 },
    targets: [
      { metric: 'rate', of: 'sqs', against: 'sqs-consumer', atLeast: 2 },
      { metric: 'requests', of: 'sqs', against: 'sqs-consumer', atMost: 0.5 },
    ],
  }),
  best: through({
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
  }),
};
