import { binaryOf } from '../install/binaries.js';
import { ask } from '../server/ask.js';
import type { Broker } from '../server/broker.js';
import { startOwnBroker } from '../server/own-broker.js';

export interface BeanstalkdOptions {
  /** Keeps a log of tasks on disk (`-b`), synced after every write (`always`) or every 50 ms. */
  readonly binlog?: 'everyFewMs' | 'always';
  /** Largest body in bytes (`-z`); the server's own default is 65535. */
  readonly maxJobSize?: number;
}

/** Starts a beanstalkd of our own. Rejects, saying what to do, when there is no such program. */
export async function startBeanstalkd(options: BeanstalkdOptions = {}): Promise<Broker> {
  const { binlog, maxJobSize } = options;
  return startOwnBroker({
    scheme: 'beanstalkd',
    binary: await binaryOf('beanstalkd'),
    args: (port, folder) => [
      '-l',
      '127.0.0.1',
      '-p',
      String(port),
      ...(binlog ? ['-b', folder, '-f', binlog === 'always' ? '0' : '50'] : []),
      ...(maxJobSize === undefined ? [] : ['-z', String(maxJobSize)]),
    ],
    ready: async (port) => (await ask(port, 'list-tube-used', /\r\n$/)) === 'USING default\r\n',
  });
}
