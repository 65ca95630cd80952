import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { weakSpaces } from './fixtures/weak/spaces.js';

const suite = contractSuite({ name: 'emulations over connections', space: weakSpaces.connections });
await suite.register({ describe, it, afterAll });
