import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { weakSpaces } from './fixtures/weak/spaces.js';

const suite = contractSuite({ name: 'emulations over receipts', space: weakSpaces.receipts });
await suite.register({ describe, it, afterAll });
