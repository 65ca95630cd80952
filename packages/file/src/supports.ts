/** What @jq/file keeps of the contract: every rule, by its own journal. */
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
  durable: 'power-loss',
  shared: 'machine',
  ordering: 'exact',
  queueOrder: 'as-given',
  lease: 'timed',
  fencing: 'strict',
  lateComplete: false,
  attempts: 'exact',
  priorityLevels: 4_294_967_296,
  // beanstalkd's longest delay: 2^32−1 seconds.
  maxDelayMs: 4_294_967_295_000,
  // The ttr column is 32 bits wide.
  maxTtrMs: 4_294_967_295,
  minTtrMs: 1,
  maxWaitMs: 4_294_967_295_000,
  // A body is in memory as a whole; 64 MiB keeps one task from taking a worker down.
  maxBodyBytes: 67_108_864,
  maxBatch: 10_000,
  timeStepMs: 1,
  exactCounts: true,
  idempotentPut: true,
  peek: ['ready', 'delayed', 'reserved', 'held'],
  purge: ['ready', 'delayed', 'held'],
} as const;

/** `durable` is `process-crash` with `durability: 'relaxed'`. */
export type FileCapabilities = Omit<typeof supports, 'durable'> & {
  readonly durable: 'power-loss' | 'process-crash';
};
