import { provideBinaries } from '../tools/brokers/src/install/binaries.js';

/**
 * Installs the brokers once, before any test; without them the tests that need one fail and say
 * why.
 */
export async function setup(): Promise<void> {
  await provideBinaries(['redis-server', 'beanstalkd', 'gearmand']).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
  });
}
