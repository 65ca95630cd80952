import {
  type ProvidedBroker,
  provideBeanstalkd,
  provideGearmand,
  provideRedis,
  provideSqs,
} from '@jq/brokers';
import { expect, onTestFinished, test } from 'vitest';

import { checksums } from './app.js';
import { folderWith, manyFiles } from './folder.js';

/** Workers that stop let their polls end, which would be 20 s long. */
async function withShortPolls(): Promise<ProvidedBroker> {
  const broker = await provideSqs();
  return { url: `${broker.url}&pollMs=1000`, stop: () => broker.stop() };
}

test.each([
  ['redis', provideRedis, /redeliveries +[1-9]/],
  ['beanstalkd', provideBeanstalkd, /redeliveries +[1-9]/],
  // Gearman does not count what it gives again because a worker was gone.
  ['gearman', provideGearmand, /redeliveries +0/],
  ['sqs', withShortPolls, /redeliveries +[1-9]/],
])('runs on %s, and loses nothing when a worker is killed', async (_, provide, redeliveries) => {
  const broker = await provide();
  onTestFinished(() => broker.stop());
  const folder = await folderWith(manyFiles(400));
  const dsn = ['--dsn', broker.url];
  const { code, output } = await checksums(folder, ...dsn, '--workers', '3', '--pace', '100');
  expect(output).toContain('killed with SIGKILL');
  expect(output).toMatch(redeliveries);
  expect(output).toContain('verified: all 400 digests equal a direct computation');
  expect(code).toBe(0);
});
