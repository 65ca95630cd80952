import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { space } from './fixtures/toy/space.js';

await contractSuite({ name: 'toy', space }).register({ describe, it, afterAll });
