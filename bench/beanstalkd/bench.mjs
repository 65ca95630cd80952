import { startBeanstalkd } from '../../tools/brokers/dist/index.js';
import { RawClient } from './contenders/raw-client.mjs';
import { LARGEST_JOB } from './tasks.mjs';

/** @type {import('../harness/benches.mjs').Bench} */
export const bench = {
  packages: ['core', 'beanstalkd'],
  rivals: ['fivebeans', 'node-beanstalk'],
  versions: async () => ({ beanstalkd: await serverVersion() }),
  durability: 'no binlog',
  rounds: 7,
  startBroker: () => startBeanstalkd({ maxJobSize: LARGEST_JOB }),
  scenarios: [
    'in-flight-1',
    'in-flight-1-1kb',
    'in-flight-100',
    'in-flight-100-1kb',
    'in-flight-1000',
    'in-flight-1000-1kb',
    'large',
    'wake-up',
  ],
};

async function serverVersion() {
  const broker = await startBeanstalkd();
  const client = await RawClient.open(broker.port);
  const { body } = await client.call('stats');
  client.close();
  await broker.stop();
  return /\nversion: "?([\w.-]+)/.exec(body.latin1Slice())?.[1];
}
