import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { spaces } from './spaces.js';

const { space, end } = await spaces('&fifo=true');
await contractSuite({ name: 'sqs, FIFO', space }).register({ describe, it, afterAll });
afterAll(end);
