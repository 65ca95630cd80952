import { provideBeanstalkd, provideRedis } from '@jq/brokers';
import { expect, onTestFinished, test } from 'vitest';

import { checksums } from './app.js';
import { folderWith, manyFiles } from './folder.js';

test.each([
  ['redis', provideRedis],
  ['beanstalkd', provideBeanstalkd],
])('runs on %s, and loses nothing when a worker is killed', async (_, provide) => {
  const broker = await provide();
  onTestFinished(() => broker.stop());
  const folder = await folderWith(manyFiles(400));
  const dsn = ['--dsn', broker.url];
  const { code, output } = await checksums(folder, ...dsn, '--workers', '3', '--pace', '100');
  expect(output).toContain('killed with SIGKILL');
  expect(output).toMatch(/redeliveries +[1-9]/);
  expect(output).toContain('verified: all 400 digests equal a direct computation');
  expect(code).toBe(0);
});
