import { connect } from '@jq/core';
import { expect, onTestFinished, test, vi } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { sqs, type SqsOptions } from '../src/index.js';

test.each<[string, SqsOptions]>([
  ['sqs:', {}],
  ['sqs://eu-central-1', { region: 'eu-central-1' }],
  ['sqs://eu-central-1/shop', { region: 'eu-central-1', prefix: 'shop' }],
  ['sqs:///shop?fifo=true', { prefix: 'shop', fifo: true }],
  [
    'sqs://r?create=false&group=queue&bands=',
    { region: 'r', create: false, group: 'queue', bands: [] },
  ],
  ['sqs://r?bands=100,200&pollMs=5000', { region: 'r', bands: [100, 200], pollMs: 5000 }],
  [
    'sqs://key:se%2Fcret@us-east-1?endpoint=http://127.0.0.1:4566',
    {
      region: 'us-east-1',
      credentials: { accessKeyId: 'key', secretAccessKey: 'se/cret' },
      endpoint: 'http://127.0.0.1:4566',
    },
  ],
])('%s', (dsn, options) => {
  expect(parseDsn(dsn)).toEqual(options);
});

test.each([
  'redis://host',
  'sqs://key:verysecret@host:port',
  'sqs://key:verysecret@host:99',
  'sqs://key@host',
  'sqs://:verysecret@host',
  'sqs://key:verysecret@host?queue=a',
  'sqs://key:verysecret@host?fifo=yes',
  'sqs://key:verysecret@host?pollMs=',
  'sqs://key:verysecret@host?pollMs=100',
  'sqs://key:verysecret@host?bands=9,1',
  'sqs://key:verysecret@host?group=all',
  'sqs://key:verysecret@host?endpoint=ftp://x',
  'sqs://key:verysecret@host?endpoint=http://127.0.0.1:port',
  'sqs://key:verysecret@host/not/a/prefix',
])('%s is refused, and shows no secret', (dsn) => {
  let thrown: unknown;
  try {
    sqs(parseDsn(dsn));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'invalid' });
  expect(String(thrown)).not.toContain('verysecret');
});

test.each<[string, SqsOptions]>([
  ['prefix', { prefix: 'a b' }],
  ['pollMs', { pollMs: 20_001 }],
  ['lingerMs', { lingerMs: -1 }],
  ['band', { bands: [5, 5] }],
  ['fifo', { fifo: 'yes' as unknown as boolean }],
])('a bad %s is refused', (name, options) => {
  expect(() => sqs(options)).toThrow(name);
});

test('connect of core finds the package, and says where it looked', async () => {
  const dsn = 'sqs://k:s@us-east-1?endpoint=http://127.0.0.1:1&timeoutMs=100';
  await expect(connect(dsn)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('where no region is to be found, opening says what to set', async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
    vi.stubEnv(name, '/dev/null');
  await expect(connect('sqs:')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('AWS_REGION'),
  });
});
