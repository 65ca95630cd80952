import { contractSuite } from '@jq/contract';
import { ManualClock, memory, MemoryStore } from '@jq/core';
import { afterAll, describe, it } from 'vitest';

const space = () => {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  return { clock, connect: () => memory({ store }), destroy: async () => undefined };
};

await contractSuite({ name: 'memory', space }).register({ describe, it, afterAll });
