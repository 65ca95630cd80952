import { randomFillSync } from 'node:crypto';

import { TaskIds } from '../../packages/core/dist/task-id.js';

export const QUEUE = 'bench';
export const TTR_S = 60;
/** The servers' `-z`. */
export const LARGEST_JOB = 20_000_000;

const BODIES = 64;

/** Tasks with bodies of so many bytes, as `Queue.add` would make them, made before the clock starts. */
export function makeTasks(count, bytes) {
  const ids = new TaskIds();
  const pool = randomFillSync(Buffer.alloc(bytes * BODIES));
  return Array.from({ length: count }, (_, i) => ({
    id: ids.next(),
    body: pool.subarray((i % BODIES) * bytes, ((i % BODIES) + 1) * bytes),
    priority: 512,
    delayMs: 0,
    ttrMs: TTR_S * 1000,
  }));
}
