import { testAddresses } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { adapter, beanstalkd, type BeanstalkdOptions } from '../src/index.js';

testAddresses<BeanstalkdOptions>({
  schemes: ['beanstalkd', 'beanstalk'],
  defaultPort: 11_300,
  parseDsn,
  create: beanstalkd,
  adapter,
  query: 'binlog=true&maxJobBytes=1000&countAttempts=false',
  options: { binlog: true, maxJobBytes: 1000, countAttempts: false },
  badQueries: ['binlog=yes', 'maxJobBytes=', 'maxJobBytes=1.5'],
  badOptions: [
    { maxConnections: 0 },
    { connectMs: -1 },
    { binlog: 'yes' as unknown as boolean },
    { onWarning: 7 as unknown as () => void },
  ],
});

test('the manifest follows the options', () => {
  expect(beanstalkd().supports).toMatchObject({ durable: 'nothing', maxBodyBytes: 65_453 });
  const other = beanstalkd('h', { binlog: true, maxJobBytes: 1_000_082, countAttempts: false });
  expect(other.supports).toMatchObject({
    durable: 'process-crash',
    maxBodyBytes: 1_000_000,
    lateComplete: false,
    rules: { ATTEMPTS: 'unsupported' },
  });
});
