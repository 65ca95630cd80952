/** As fast as a raw client that sends the same commands, nearly. */
export const NEAR_RAW = [
  { metric: 'put', of: 'jq', against: 'raw', atLeast: 0.8 },
  { metric: 'take', of: 'jq', against: 'raw-asking', atLeast: 0.8 },
  { metric: 'take', of: 'jq-lean', against: 'raw', atLeast: 0.8 },
];

/** Times as fast as node-beanstalk, which sends the commands of `jq-lean`. */
export const FASTER = [
  { metric: 'put', of: 'jq', against: 'node-beanstalk', atLeast: 3 },
  { metric: 'take', of: 'jq-lean', against: 'node-beanstalk', atLeast: 3 },
];

/** What our own wire is for: attempts and priority of every task. */
export const BETTER_WIRE = [{ metric: 'take', of: 'jq', against: 'fivebeans-asking', atLeast: 1 }];
