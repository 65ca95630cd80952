import type { Space } from '@jq/contract';
import { memory } from '@jq/core';
import { ManualClock, MemoryStore } from '@jq/core/testing';

/** A store in memory whose time stands still unless the suite turns it. */
export function memorySpace(): Space {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  return { clock, connect: () => memory({ store }), destroy: async () => undefined };
}
