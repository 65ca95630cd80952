/** What @jq/redis keeps of the contract: every rule, each by one atomic script. */
export const supports = {
  rules: {
    'DURABLE-PUT': 'native',
    ORDER: 'native',
    DELAY: 'native',
    EXCLUSIVE: 'native',
    LAPSE: 'native',
    TOUCH: 'native',
    FENCED: 'native',
    RETRY: 'native',
    HOLD: 'native',
    ATTEMPTS: 'native',
    WAIT: 'native',
    QUEUES: 'native',
    ABORT: 'native',
    CLOSE: 'native',
    BYTES: 'native',
    'TOO-LARGE': 'native',
    BATCH: 'native',
    STATS: 'native',
    PEEK: 'native',
    REMOVE: 'native',
    PURGE: 'native',
    PAUSE: 'native',
    REDIAL: 'native',
    FOREIGN: 'native',
  },
  durable: 'process-crash',
  shared: 'network',
  ordering: 'exact',
  queueOrder: 'as-given',
  lease: 'timed',
  fencing: 'strict',
  lateComplete: true,
  attempts: 'exact',
  priorityLevels: 4_294_967_296,
  // beanstalkd's longest time, 2^32−1 seconds; rows and scores would hold more.
  maxDelayMs: 4_294_967_295_000,
  maxTtrMs: 4_294_967_295_000,
  minTtrMs: 1,
  maxWaitMs: 4_294_967_295_000,
  // Own choice: Redis takes 512 MB, but one thread copies each body for each delivery.
  maxBodyBytes: 16_777_216,
  // Own choice: a script on 250 tasks keeps the server for 1 to 3 ms.
  maxBatch: 250,
  timeStepMs: 1,
  exactCounts: true,
  idempotentPut: true,
  peek: ['ready', 'delayed', 'reserved', 'held'],
  purge: ['ready', 'delayed', 'held'],
} as const;

/** What an acknowledged put survives, by how the server keeps its data. */
export type RedisDurability = 'nothing' | 'process-crash' | 'power-loss';

/** `durable` as the option says. */
export type RedisCapabilities = Omit<typeof supports, 'durable'> & {
  readonly durable: RedisDurability;
};
