import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { memorySpace } from './memory-space.js';

const suite = contractSuite({ name: 'memory', space: memorySpace });
await suite.register({ describe, it, afterAll });
