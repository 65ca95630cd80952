import { startGearmand } from '../../tools/brokers/dist/index.js';
import { serverVersion } from './server-version.mjs';

/** @type {import('../harness/benches.mjs').Bench} */
export const bench = {
  packages: ['core', 'gearman'],
  rivals: ['abraxas', 'gearman-node', 'node-gearman'],
  versions: async () => ({ gearmand: await serverVersion() }),
  durability: 'in memory',
  rounds: 15,
  startBroker: startGearmand,
};
