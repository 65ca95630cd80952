import { connect, JobQueueError } from '@jq/core';
import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { redis } from '../src/index.js';
import { adapterFor, broker, clientFor } from './fixtures.js';

test.each([
  ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379 }],
  ['redis://cache.internal:7000/3', { host: 'cache.internal', port: 7000, db: 3 }],
  ['valkey://[::1]:6380', { host: '::1', port: 6380 }],
  [
    'rediss://me:p%40ss@secure:6390',
    { host: 'secure', port: 6390, username: 'me', password: 'p@ss', tls: {} },
  ],
  [
    'redis://:secret@one:26379/2?sentinel=main&nodes=two:26380,three',
    {
      name: 'main',
      db: 2,
      password: 'secret',
      sentinels: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 26_380 },
        { host: 'three', port: 26_379 },
      ],
    },
  ],
  [
    'rediss://one?sentinel=main',
    {
      name: 'main',
      tls: {},
      sentinelTLS: {},
      sentinels: [{ host: 'one', port: 26_379 }],
    },
  ],
  [
    'redis://one:7001?cluster=true&nodes=two:7002',
    {
      nodes: [
        { host: 'one', port: 7001 },
        { host: 'two', port: 7002 },
      ],
      options: { redisOptions: {} },
    },
  ],
  ['redis:///run/redis.sock', { path: '/run/redis.sock' }],
  [
    'redis://:p%25ss@/run/my%20redis.sock?db=2',
    { path: '/run/my redis.sock', password: 'p%ss', db: 2 },
  ],
  ['redis:///2', { host: 'localhost', port: 6379, db: 2 }],
  ['redis://me:p@ss@host', { host: 'host', port: 6379, username: 'me', password: 'p@ss' }],
])('%s', (dsn, target) => {
  expect(parseDsn(dsn).target).toEqual(target);
});

test('options are in the query', () => {
  const dsn = 'redis://host?prefix=app&durable=power-loss&timeoutMs=2000';
  expect(parseDsn(dsn).options).toEqual({
    prefix: 'app',
    durable: 'power-loss',
    timeoutMs: 2000,
  });
  expect(redis(dsn).supports.durable).toBe('power-loss');
});

test.each([
  'redis://user:hunter2@host:port',
  'redis://user:hunter2@host/name',
  'redis://user:hunter2@host?unknown=1',
  'redis://user:hunter2@host?nodes=a:1',
  'redis://user:hunter2@host?cluster=true&nodes=a:b',
  'redis://user:hunter2@host/1?cluster=true',
  'http://user:hunter2@host',
  'redis://user:hunter2@host?timeoutMs=soon',
  'redis://user:hunter2@host?durable=yes',
  'redis://user:hunter2@host?prefix={x}',
  'hunter2',
  'redis://user:hunter2',
  'redis://user:hunt%er2@host',
  'redis://user:hunter2/x@host',
  'redis://user:p@hunter2/x@host',
  'redis://user:hunter2?x@host',
  'redis://user:hunter2#x@host',
  'redis://user:hunter2@host:99999',
  'redis://user:hunter2@host#x',
  'redis://user:hunter2@one,two',
  'rediss://user:hunter2@/run/redis.sock',
])('an error about %s does not show the password', (dsn) => {
  let thrown: unknown;
  try {
    redis(dsn);
  } catch (error) {
    thrown = error;
  }
  expect(JobQueueError.is(thrown, 'invalid')).toBe(true);
  expect(deepText(thrown)).not.toContain('hunter2');
});

test('connect finds the adapter and opens it', async () => {
  const { url } = await broker({ appendOnly: 'everysec' });
  const adapter = await connect(`${url}?prefix=app`);
  expect(adapter.name).toBe('redis');
  await adapter.close();
});

test('a wrong password fails at once and is not shown', async () => {
  const { port } = await broker();
  await clientFor(port).config('SET', 'requirepass', 'right');
  const adapter = redis(`redis://:hunter2@127.0.0.1:${port}`);
  const failure: unknown = await adapter.open().catch((error: unknown) => error);
  expect(JobQueueError.is(failure, 'invalid')).toBe(true);
  expect(deepText(failure)).not.toContain('hunter2');
  await adapter.close();
  const welcome = redis(`redis://:right@127.0.0.1:${port}`, { durable: 'nothing' });
  await welcome.open();
  await welcome.close();
});

test('keyPrefix is refused: prefix keeps the slots together', () => {
  expect(() => redis({ keyPrefix: 'app:' })).toThrow(/use the option prefix/);
});

test('prefixes keep applications apart on one server', async () => {
  const { port } = await broker();
  const [one, two] = [adapterFor(port, { prefix: 'one' }), adapterFor(port, { prefix: 'two' })];
  const task = { id: 'a', body: new Uint8Array(), priority: 1, delayMs: 0, ttrMs: 1000 };
  await one.put('jobs', [task]);
  expect(await two.reserve(['jobs'], { max: 1, waitMs: 0 })).toEqual([]);
  expect(await two.queues()).toEqual([]);
  expect(await one.queues()).toEqual(['jobs']);
});

/** All that an error could print, its causes included. */
function deepText(value: unknown, depth = 0): string {
  if (!(value instanceof Error) || depth > 5) return JSON.stringify(value) ?? String(value);
  const own = Object.getOwnPropertyNames(value).map((name) =>
    deepText((value as unknown as Record<string, unknown>)[name], depth + 1),
  );
  return [String(value), ...own].join(' ');
}

test.each([
  ['redis://user:p%ss@host', /the password has a "%" that begins no code: write "%" as %25/],
  ['redis://us%er:pass@host', /the user name has a "%"/],
  ['redis://host:99999', /port 99999: use a whole number from 1 to 65535/],
  ['redis://user:p@ss/word@host', /"\/" as %2F/],
  ['redis://user:pa#ss@host', /"#" as %23/],
  ['redis://user:pass', /":" in a password as %3A/],
  ['redis://host?prefixx=a', /did you mean prefix/],
  ['redis://host?db=1', /write the database after the port/],
  ['rediss:///run/redis.sock', /need a host/],
  ['redis://host?names.a=x{y}', /names\.a "x\{y\}"/],
])('what is wrong in %s is said', (dsn, says) => {
  expect(() => redis(dsn)).toThrow(says);
});
