import type { Adapter } from '@jq/core';
import type { Reservation } from '@jq/core/adapter';

/** As many tasks as must come; waits for them. */
export async function takeAll(
  adapter: Pick<Adapter, 'reserve'>,
  count: number,
  queue: string = 'jobs',
): Promise<Reservation[]> {
  const taken: Reservation[] = [];
  while (taken.length < count)
    taken.push(...(await adapter.reserve([queue], { max: count - taken.length, waitMs: 10_000 })));
  return taken;
}

/** Lets time pass, in milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
