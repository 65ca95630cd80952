import { startSqs } from '../../tools/brokers/dist/index.js';

/** @type {import('../harness/benches.mjs').Bench} */
export const bench = {
  packages: ['core', 'sqs'],
  rivals: ['sqs-consumer', 'sqs-producer', '@aws-sdk/client-sqs'],
  durability: 'fauxqs 1.9.2, in memory',
  rounds: 7,
  startBroker: startSqs,
};
