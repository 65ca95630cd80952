import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { sqs, type SqsOptions } from '../src/index.js';

const bad = (options: unknown): unknown => {
  try {
    sqs(options as SqsOptions);
  } catch (error) {
    return error;
  }
  return undefined;
};

test.each<[string, unknown, string]>([
  ['a typing error', { regoin: 'eu-central-1' }, 'did you mean region?'],
  ['an option of nobody', { queueUrl: 'https://sqs' }, 'unknown option "queueUrl"; known are'],
  ['nothing', null, 'options null'],
  ['a number', 5, 'options 5'],
  ['an empty text', '', 'connect takes DSNs'],
  ['a list', [], 'options []'],
  ['region', { region: 5 }, 'region 5: write it like "eu-central-1"'],
  ['an empty region', { region: '' }, 'region ""'],
  ['endpoint', { endpoint: 5 }, 'endpoint: write it like'],
  ['prefix', { prefix: 5 }, 'prefix 5'],
  ['fifo', { fifo: 'false' }, 'fifo "false"'],
  ['group', { group: 'all' }, 'group "all"'],
  ['bands', { bands: 340 }, 'bands 340'],
  ['a band', { bands: ['340'] }, 'band threshold "340"'],
  ['create', { create: 1 }, 'create 1'],
  ['attributes', { attributes: [] }, 'attributes: use an object'],
  ['an attribute', { attributes: { DelaySeconds: 5 } }, 'attributes.DelaySeconds: use'],
  ['tags', { tags: 'a' }, 'tags: use an object'],
  ['pollMs', { pollMs: '5000' }, 'pollMs "5000"'],
  ['requestMs', { requestMs: Infinity }, 'requestMs Infinity'],
  ['onWarning', { onWarning: 'log' }, 'onWarning "log": use a function'],
  ['names', { names: 'orders' }, 'names "orders": use an object'],
  ['a name', { names: { orders: 'shop:orders' } }, 'names.orders "shop:orders": use a name'],
  ['a name for FIFO', { fifo: true, names: { orders: 'shop' } }, 'that ends in .fifo'],
  [
    'a name of another region',
    { region: 'eu-central-1', names: { orders: 'arn:aws:sqs:us-east-1:123456789012:orders' } },
    'an ARN in the region of the adapter',
  ],
])('%s is refused', (_, options, text) => {
  const error = bad(options);
  expect(error).toMatchObject({ code: 'invalid' });
  expect(String(error)).toContain(text);
});

test.each<[string, unknown, string]>([
  ['a DSN', 'sqs://key:verysecret@us-east-1', 'connect takes DSNs'],
  ['keys as a text', { credentials: 'key:verysecret' }, 'accessKeyId is a undefined'],
  ['a secret alone', { credentials: { secretAccessKey: 'verysecret' } }, 'accessKeyId'],
  [
    'an empty key',
    { credentials: { accessKeyId: '', secretAccessKey: 'verysecret' } },
    'accessKeyId is empty',
  ],
  ['keys in the endpoint', { endpoint: 'key:verysecret@host' }, 'endpoint: write it like'],
])('%s is refused, and not shown', (_, options, text) => {
  const error = bad(options);
  expect(error).toMatchObject({ code: 'invalid' });
  expect(String(error)).toContain(text);
  expect(String(error)).not.toContain('verysecret');
});

test.each([
  ['sqs://key:very/secret@us-east-1', '"/" that is not encoded: write it as %2F'],
  ['sqs://key:very#secret@us-east-1', '"#"; in a secret, write it as %23'],
  ['sqs://key:very?secret@us-east-1', '":" after sqs://'],
  ['sqs://key:very%secret@us-east-1', 'write "%" as %25'],
  ['sqs://key:very_secret', '":" after sqs://'],
  ['sqs://us-east-1:9324/shop', 'go to ?endpoint='],
  ['sqs://us east/shop', 'the region, between sqs:// and the next "/"'],
  ['sqs://us-east-1/shop/orders', 'the prefix, after the region'],
  ['sqs://us-east-1?fifoo=true', 'did you mean fifo?'],
  ['sqs://us-east-1?fifo=yes', 'fifo=true or fifo=false'],
  ['sqs://us-east-1?names.orders=a&names.orders=b', 'names.orders is given twice'],
  ['sqs-east', 'write it like'],
])('%s: the text says which part is wrong', (dsn, text) => {
  expect(() => parseDsn(dsn)).toThrow(text);
  expect(() => parseDsn(dsn)).not.toThrow(/very.secret/);
});

test('what is given as undefined is as if it were not given', () => {
  const names = ['region', 'endpoint', 'credentials', 'names', 'pollMs', 'onWarning', 'tags'];
  expect(bad(Object.fromEntries(names.map((name) => [name, undefined])))).toBeUndefined();
});
