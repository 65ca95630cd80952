import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { weakSpaces } from './fixtures/weak/spaces.js';

const runner = { describe, it, afterAll };
for (const [name, space] of [
  ['emulations over receipts, in real time', weakSpaces.receiptsInRealTime],
  ['emulations over connections, in real time', weakSpaces.connectionsInRealTime],
] as const)
  await contractSuite({ name, space, concurrency: 40 }).register(runner);
