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
};

async function serverVersion() {
  const broker = await startBeanstalkd();
  const client = await RawClient.open(broker.port);
  const { body } = await client.call('stats');
  client.close();
  await broker.stop();
  return /\nversion: "?([\w.-]+)/.exec(body.latin1Slice())?.[1];
}
