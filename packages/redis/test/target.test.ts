import { startRedisCluster } from '@jq/brokers';
import { Queue } from '@jq/core';
import { forThisTest } from '@jq/server-tests';
import { Cluster, Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';

import { redis, type RedisOptions, type RedisTarget } from '../src/index.js';
import { adapterFor, broker, clientFor, idsOf, task } from './fixtures.js';

const quiet: RedisOptions = { durable: 'nothing' };

describe('what is no target is refused, and said', () => {
  test.each([
    [undefined, /target undefined: use a DSN/],
    [null, /target null/],
    [5, /target 5/],
    [true, /target true/],
    [['redis://one'], /an array/],
    [() => 'redis://one', /target/],
    [{ url: 'redis://elsewhere' }, /"url": give redis\(\) what is in it/],
    [{ connection: { host: 'elsewhere' } }, /"connection": give redis\(\) what is in it/],
    [{ hots: 'elsewhere' }, /unknown option "hots", did you mean host/],
    [{ host: 5 }, /host 5/],
    [{ port: 99_999 }, /port 99999/],
    [{ port: '6379' }, /port "6379"/],
    [{ db: -1 }, /db -1/],
    [{ nodes: [] }, /at least one node/],
    [{ nodes: 'redis://user:hunter2@host' }, /at least one node/],
    [{ nodes: [{ port: 1 }], option: {} }, /did you mean options/],
    [{ nodes: [{ port: 1 }], options: { redisOption: {} } }, /did you mean redisOptions/],
    [{ nodes: [{ port: 1 }], options: { redisOptions: { pasword: '' } } }, /did you mean password/],
    [new URL('redis://host'), /use an object/],
    ['', /write it like redis:/],
  ])('%s', (target, says) => {
    expect(() => redis(target as RedisTarget)).toThrow(says);
    expect(() => redis(target as RedisTarget)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.not.stringContaining('hunter2') }),
    );
  });
});

test.each([
  [{ prefixx: 'a' }, /unknown option "prefixx", did you mean prefix/],
  [{ timeoutMs: '5' }, /timeoutMs "5"/],
  [{ credentials: { username: 'me', password: 'hunter2' } }, /credentials object: use a function/],
  [{ onWarning: 'no' }, /onWarning string: use a function/],
  [{ names: ['a'] }, /names/],
  [{ names: { orders: 'a{b}' } }, /names\.orders/],
  [5, /options 5/],
])('of the options, %j is refused', (options, says) => {
  expect(() => redis('redis://host', options as RedisOptions)).toThrow(says);
});

test("a client of ioredis lends its options, database included, and stays the caller's", async () => {
  const { port } = await broker();
  const client = new Redis({ host: '127.0.0.1', port, db: 2, connectionName: 'mine' });
  onTestFinished(() => client.disconnect());
  const adapter = redis(client, quiet);
  await adapter.put('jobs', [task('a')]);
  const list = String(await client.client('LIST'));
  expect(list.match(/name=mine/g)).toHaveLength(2);
  await adapter.close();
  expect(await client.exists('jq:{jobs}:tasks')).toBe(1);
  expect(await client.ping()).toBe('PONG');
});

test('so does a client of another copy of ioredis', async () => {
  const { port } = await broker();
  const foreign = {
    duplicate: () => undefined,
    status: 'wait',
    options: { host: '127.0.0.1', port, username: null, password: null, connectionName: null },
  };
  const adapter = redis(foreign as unknown as RedisTarget, quiet);
  onTestFinished(() => adapter.close());
  expect(await adapter.put('jobs', [task('a')])).toEqual(['a']);
});

test('and a client of a cluster', async () => {
  const cluster = await forThisTest(startRedisCluster());
  const client = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
  onTestFinished(() => client.disconnect());
  const adapter = redis(client, { ...quiet, timeoutMs: 10_000 });
  await adapter.put('jobs', [task('a')]);
  expect(idsOf(await adapter.reserve(['jobs'], { max: 1, waitMs: 5000 }))).toEqual(['a']);
  await adapter.close();
  expect(await client.hlen('jq:{jobs}:tasks')).toBe(1);
});

test('a unix socket carries both connections', async () => {
  const path = `/tmp/jq-redis-${process.pid}.sock`;
  const { port } = await broker({ config: { unixsocket: path } });
  const adapter = redis(`redis://${path}?db=3&durable=nothing`);
  onTestFinished(() => adapter.close());
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  const other = redis({ host: '127.0.0.1', port, db: 3 }, quiet);
  onTestFinished(() => other.close());
  await other.put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
});

describe('names', () => {
  const names = { orders: 'shop:orders' };

  test('go into the keys, and come back from them', async () => {
    const { port } = await broker();
    const [adapter, client] = [adapterFor(port, { names }), clientFor(port)];
    await adapter.put('orders', [task('a')]);
    await adapter.put('other', [task('b')]);
    expect(await client.hkeys('jq:{shop:orders}:tasks')).toEqual(['a']);
    expect((await adapter.queues()).toSorted()).toEqual(['orders', 'other']);
    expect(idsOf(await adapter.reserve(['orders'], { max: 1, waitMs: 0 }))).toEqual(['a']);
    expect(await client.smembers('jq:queues')).toContain('shop:orders');
    // What jq can't call is no queue for those without the names.
    expect(await adapterFor(port).queues()).toEqual(['other']);
  });

  test('wake those who wait', async () => {
    const { port } = await broker();
    const [worker, producer] = [adapterFor(port, { names }), adapterFor(port, { names })];
    const waiting = worker.reserve(['orders'], { max: 1, waitMs: 20_000 });
    await producer.put('orders', [task('a')]);
    expect(idsOf(await waiting)).toEqual(['a']);
  });

  test('in a DSN, and a queue that would be confused with a named one is refused', async () => {
    const { port } = await broker();
    const adapter = redis(`redis://127.0.0.1:${port}?durable=nothing&names.orders=sales`);
    onTestFinished(() => adapter.close());
    await new Queue('orders', adapter).stats();
    await expect(adapter.put('sales', [task('a')])).rejects.toMatchObject({ code: 'invalid' });
  });
});
