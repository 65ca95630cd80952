import type { Space } from '@jq/contract';
import { ManualClock, memory, MemoryStore } from '@jq/core';

/** A store in memory whose time stands still unless the suite turns it. */
export function memorySpace(): Space {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  return { clock, connect: () => memory({ store }), destroy: async () => undefined };
}
