import { startGearmand } from '@jq/brokers';
import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { gearman } from '../src/index.js';

const space = async () => {
  const broker = await startGearmand({ persistent: true });
  const connect = () => gearman(broker.url, { persistent: true });
  return { connect, restart: () => broker.restart(), destroy: () => broker.stop() };
};
const suite = contractSuite({ name: 'gearman', space, concurrency: 24 });
await suite.register({ describe, it, afterAll });
