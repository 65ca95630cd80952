import { startBeanstalkd } from '@jq/brokers';
import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { beanstalkd } from '../src/index.js';

const space = async () => {
  const broker = await startBeanstalkd({ binlog: 'everyFewMs' });
  const connect = () => beanstalkd(broker.url, { binlog: true });
  return { connect, restart: () => broker.restart(), destroy: () => broker.stop() };
};
const suite = contractSuite({ name: 'beanstalkd', space, concurrency: 40 });
await suite.register({ describe, it, afterAll });
