import { startGearmand } from '@jq/brokers';
import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { gearman } from '../src/index.js';

const space = async () => {
  const broker = await startGearmand();
  return { connect: () => gearman(broker.url), destroy: () => broker.stop() };
};
const suite = contractSuite({ name: 'gearman in memory', space, concurrency: 24 });
await suite.register({ describe, it, afterAll });
