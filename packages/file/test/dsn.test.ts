import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { adapter } from '../src/index.js';

test.each([
  ['file:./queue', resolve('queue'), {}],
  ['file:queue', resolve('queue'), {}],
  ['file:/var/lib/queue', '/var/lib/queue', {}],
  ['file:///var/lib/my%20queue', '/var/lib/my queue', {}],
  [
    'file:./q?durability=relaxed&segmentBytes=65536',
    resolve('q'),
    { durability: 'relaxed', segmentBytes: 65_536 },
  ],
])('%s names a folder', (dsn, folder, options) => {
  expect(parseDsn(dsn)).toEqual({ folder, options });
});

test.each([
  'file:',
  'file://host/path',
  'redis://localhost',
  'file:./q?durabillity=relaxed',
  'file:./q?durability=none',
  'file:./q?segmentBytes=lots',
])('%s is refused', (dsn) => {
  expect(() => adapter.fromDsn(dsn)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
