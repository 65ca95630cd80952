import { QUEUE } from './tasks.mjs';

/**
 * Reserves and completes so many tasks as a worker with `width` slots: completes what it has while
 * it reserves more, or before that if `oneByOne`.
 */
export async function takeAll(adapter, { count, width, oneByOne = false }) {
  let taken = 0;
  let completing = [];
  while (taken < count) {
    const max = Math.min(width, count - taken);
    const reserved = await adapter.reserve([QUEUE], { max, waitMs: 0 });
    sound(await completing);
    if (reserved.length === 0) throw new Error(`${taken} of ${count} tasks were there`);
    taken += reserved.length;
    completing = adapter.complete(reserved.map(({ lease }) => lease));
    if (oneByOne) sound(await completing);
  }
  sound(await completing);
}

/** A bench of failing calls would measure nothing. */
export function sound(results) {
  for (const result of results) if (result instanceof Error) throw result;
}
