import { join } from 'node:path';

import { binaryOf } from '../install/binaries.js';
import { ask } from '../server/ask.js';
import type { Broker } from '../server/broker.js';
import { startOwnBroker } from '../server/own-broker.js';

export interface GearmandOptions {
  /**
   * Keeps the jobs in a file (`libsqlite3`), each written before it is acknowledged. Default: in
   * memory alone.
   */
  readonly persistent?: boolean;
  /**
   * How often a job may be given back before the server deletes it (`--job-retries`). Default: no
   * limit.
   */
  readonly jobRetries?: number;
}

const ANSWER_MS = 5000;

/** Starts a gearmand of our own. Rejects, saying what to do, when there is no such program. */
export async function startGearmand(options: GearmandOptions = {}): Promise<Broker> {
  const { persistent = false, jobRetries } = options;
  return startOwnBroker({
    scheme: 'gearman',
    binary: await binaryOf('gearmand'),
    args: (port, folder) => [
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--pid-file=${join(folder, 'pid')}`,
      '--log-file=stderr',
      ...(persistent
        ? ['--queue-type=libsqlite3', `--libsqlite3-db=${join(folder, 'jobs.sqlite')}`]
        : []),
      ...(jobRetries === undefined ? [] : [`--job-retries=${jobRetries}`]),
    ],
    // It may have much to write to disk before it comes to this.
    ready: async (port) =>
      (await ask(port, 'version', /\r?\n$/, ANSWER_MS))?.startsWith('OK ') === true,
  });
}
