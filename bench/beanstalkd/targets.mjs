/** As fast as a raw client that sends the same commands, nearly. */
export const NEAR_RAW = [
  { metric: 'put', of: 'jq', against: 'raw', atLeast: 0.8 },
  { metric: 'take', of: 'jq', against: 'raw-asking', atLeast: 0.8 },
  { metric: 'take', of: 'jq-lean', against: 'raw', atLeast: 0.8 },
];

/** Times as fast as node-beanstalk on one connection too; it sends the commands of `jq-lean`. */
export const FASTER = [
  { metric: 'put', of: 'jq', against: 'node-beanstalk', atLeast: 3 },
  { metric: 'take', of: 'jq-lean', against: 'node-beanstalk', atLeast: 3 },
];

/**
 * Less work for this process than a client that only asks, though there are leases and deadlines
 * too.
 */
export const LESS_WORK = [{ metric: 'takeCpu', of: 'jq', against: 'fivebeans-asking', atMost: 1 }];

/** No slower with bodies of megabytes. */
export const LARGE = [
  { metric: 'put', of: 'jq', against: 'raw-asking', atLeast: 0.8 },
  { metric: 'put', of: 'jq', against: 'fivebeans-asking', atLeast: 1 },
  { metric: 'take', of: 'jq', against: 'fivebeans-asking', atLeast: 1 },
];
