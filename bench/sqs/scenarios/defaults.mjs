import { through } from '../through.mjs';

export const scenario = through({
  name: 'defaults',
  title: 'no-op tasks, everything by default',
  tasks: { sqs: 3000, 'sqs-consumer': 600 },
  targets: [
    { metric: 'rate', of: 'sqs', against: 'sqs-consumer', atLeast: 2 },
    { metric: 'requests', of: 'sqs', against: 'sqs-consumer', atMost: 0.5 },
  ],
});
