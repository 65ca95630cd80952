import { randomFillSync } from 'node:crypto';

import { TaskIds } from '../../packages/core/dist/task-id.js';

export const BODY_BYTES = 256;
export const QUEUE = 'bench';

/** Tasks as `Queue.add` would make them, made before the clock starts. */
export function makeTasks(count) {
  const ids = new TaskIds();
  const pool = randomFillSync(Buffer.alloc(BODY_BYTES * 64));
  return Array.from({ length: count }, (_, i) => ({
    id: ids.next(),
    body: new Uint8Array(pool.buffer, pool.byteOffset + (i % 64) * BODY_BYTES, BODY_BYTES),
    priority: 512,
    delayMs: 0,
    ttrMs: 60_000,
  }));
}

/** The items of a list, `size` at a time. */
export function* batchesOf(items, size) {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
