import { randomFillSync } from 'node:crypto';

import { TaskIds } from '../../packages/core/dist/task/task-id.js';

export const BODY_BYTES = 256;
export const QUEUE = 'bench';

const BODIES = 64;

/**
 * Tasks with bodies of so many bytes, as `Queue.add` would make them, made before the clock starts.
 */
export function makeTasks(count, bytes = BODY_BYTES) {
  const ids = new TaskIds();
  const pool = randomFillSync(Buffer.alloc(bytes * BODIES));
  return Array.from({ length: count }, (_, i) => ({
    id: ids.next(),
    body: pool.subarray((i % BODIES) * bytes, ((i % BODIES) + 1) * bytes),
    priority: 512,
    delayMs: 0,
    ttrMs: 60_000,
  }));
}

/** The items of a list, `size` at a time. */
export function* batchesOf(items, size) {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
