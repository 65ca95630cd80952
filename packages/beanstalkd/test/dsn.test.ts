import { connect } from '@jq/core';
import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { adapter, beanstalkd } from '../src/index.js';

const local = { host: 'localhost', port: 11_300 };

test('addresses are read with and without scheme, port, options', () => {
  expect(parseDsn('localhost').servers).toEqual([local]);
  expect(parseDsn('beanstalkd://localhost').servers).toEqual([local]);
  expect(parseDsn('beanstalk://localhost:11300/').servers).toEqual([local]);
  expect(parseDsn('beanstalkd://one:1,two').servers).toEqual([
    { host: 'one', port: 1 },
    { host: 'two', port: 11_300 },
  ]);
  expect(parseDsn('[::1]:7').servers).toEqual([{ host: '::1', port: 7 }]);
  expect(parseDsn('beanstalkd://h?binlog=true&maxJobBytes=1000&countAttempts=false')).toEqual({
    servers: [{ host: 'h', port: 11_300 }],
    options: { binlog: true, maxJobBytes: 1000, countAttempts: false },
  });
});

test.each([
  '',
  'beanstalkd://',
  'redis://host',
  'host:0',
  'host:65536',
  'host:x',
  'user:secret@host',
  'one,,two',
  'one,one',
  'host/path',
  'host?nonsense=1',
  'host?binlog=yes',
  'host?maxJobBytes=',
  'host?maxJobBytes=1.5',
  'host?answerMs=0',
])('the address %j is refused', (dsn) => {
  expect(() => beanstalkd(dsn)).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
});

test('a password that was put there by mistake is not shown', () => {
  expect(() => beanstalkd('user:secret@host')).toThrow(/^(?!.*secret)/);
});

test('options are checked', () => {
  for (const options of [
    { maxConnections: 0 },
    { connectMs: -1 },
    { binlog: 'yes' as unknown as boolean },
    { onWarning: 7 as unknown as () => void },
  ])
    expect(() => beanstalkd('localhost', options)).toThrow(
      expect.objectContaining({ code: 'invalid' }) as Error,
    );
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

test('connect finds the adapter by its scheme', async () => {
  expect(adapter.scheme).toBe('beanstalkd');
  expect(adapter.fromDsn('beanstalkd://127.0.0.1:1').name).toBe('beanstalkd');
  await expect(connect('beanstalkd://h?nonsense=1')).rejects.toMatchObject({ code: 'invalid' });
});
