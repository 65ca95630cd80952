import { memorySupports } from '../../../packages/core/dist/memory/supports.js';

/** What this adapter guarantees: the whole contract, on one machine. */
export const supports = {
  ...memorySupports,
  durable: 'process-crash',
  shared: 'machine',
  lateComplete: true,
  idempotentPut: true,
  maxDelayMs: 2 ** 40,
  maxTtrMs: 2 ** 40,
  maxWaitMs: 2 ** 31 - 1,
  maxBatch: 10_000,
  // Due times are one more whole millisecond away, so that none comes early.
  timeStepMs: 2,
};
