import { connect } from '@jq/core';
import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { adapter, gearman } from '../src/index.js';

const local = { host: 'localhost', port: 4730 };

test('addresses are read with and without scheme, port, options', () => {
  expect(parseDsn('localhost').servers).toEqual([local]);
  expect(parseDsn('gearman://localhost').servers).toEqual([local]);
  expect(parseDsn('gearman://localhost:4730/').servers).toEqual([local]);
  expect(parseDsn('gearman://one:1,two').servers).toEqual([
    { host: 'one', port: 1 },
    { host: 'two', port: 4730 },
  ]);
  expect(parseDsn('[::1]:7').servers).toEqual([{ host: '::1', port: 7 }]);
  expect(parseDsn('gearman://h?persistent=true&maxBodyBytes=1000&thresholds=9,99')).toEqual({
    servers: [{ host: 'h', port: 4730 }],
    options: { persistent: true, maxBodyBytes: 1000, thresholds: [9, 99] },
  });
});

test.each([
  '',
  'gearman://',
  'redis://host',
  'host:0',
  'host:65536',
  'host:x',
  'user:secret@host',
  'one,,two',
  'one,one',
  'host/path',
  'host?nonsense=1',
  'host?persistent=yes',
  'host?maxBodyBytes=',
  'host?maxBodyBytes=1.5',
  'host?answerMs=0',
  'host?thresholds=5',
  'host?thresholds=5,4',
  'host?thresholds=1,2,3',
])('the address %j is refused', (dsn) => {
  expect(() => gearman(dsn)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
});

test('a password that was put there by mistake is not shown', () => {
  expect(() => gearman('user:secret@host')).toThrow(/^(?!.*secret)/);
});

test('options are checked', () => {
  for (const options of [
    { pollMs: 0 },
    { connectMs: -1 },
    { persistent: 'yes' as unknown as boolean },
    { probe: 1 as unknown as boolean },
    { thresholds: [1, 0] as const },
  ])
    expect(() => gearman('localhost', options)).toThrow(
      expect.objectContaining({ code: 'invalid' }) as Error,
    );
});

test('the manifest follows the options', () => {
  expect(gearman().supports).toMatchObject({ durable: 'nothing', maxBodyBytes: 16_777_216 });
  expect(gearman('h', { persistent: true, maxBodyBytes: 1_000_000 }).supports).toMatchObject({
    durable: 'process-crash',
    maxBodyBytes: 1_000_000,
  });
});

test('connect finds the adapter by its scheme', async () => {
  expect(adapter.scheme).toBe('gearman');
  expect(adapter.fromDsn('gearman://127.0.0.1:1').name).toBe('gearman');
  await expect(connect('gearman://h?nonsense=1')).rejects.toMatchObject({ code: 'invalid' });
});
