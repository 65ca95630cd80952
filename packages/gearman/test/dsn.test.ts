import { testAddresses } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { adapter, gearman, type GearmanOptions } from '../src/index.js';

testAddresses<GearmanOptions>({
  schemes: ['gearman'],
  defaultPort: 4730,
  parseDsn,
  create: gearman,
  adapter,
  query: 'persistent=true&maxBodyBytes=1000&thresholds=9,99',
  options: { persistent: true, maxBodyBytes: 1000, thresholds: [9, 99] },
  badQueries: [
    'persistent=yes',
    'maxBodyBytes=',
    'maxBodyBytes=1.5',
    'thresholds=5',
    'thresholds=5,4',
    'thresholds=1,2,3',
  ],
  badOptions: [
    { pollMs: 0 },
    { connectMs: -1 },
    { persistent: 'yes' as unknown as boolean },
    { probe: 1 as unknown as boolean },
    { thresholds: [1, 0] as const },
  ],
});

test('the manifest follows the options', () => {
  expect(gearman().supports).toMatchObject({ durable: 'nothing', maxBodyBytes: 16_777_216 });
  expect(gearman('h', { persistent: true, maxBodyBytes: 1_000_000 }).supports).toMatchObject({
    durable: 'process-crash',
    maxBodyBytes: 1_000_000,
  });
});
