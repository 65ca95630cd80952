import { contractSuite } from '@jq/contract';
import { memory } from '@jq/core';
import { systemClock } from '@jq/core/adapter';
import { MemoryStore } from '@jq/core/testing';
import { afterAll, describe, it } from 'vitest';

const space = () => {
  const store = new MemoryStore(systemClock);
  return { connect: () => memory({ store }), destroy: async () => undefined };
};

await contractSuite({ name: 'memory, real time', space }).register({ describe, it, afterAll });
