import { Queue, defineTask, Worker } from '@jq/core';
import { describe, expect, onTestFinished, test } from 'vitest';

import { redis } from '../src/index.js';
import { adapterFor, broker, clientFor, codes, idsOf, pause, proxyTo, task } from './fixtures.js';

const now = { max: 1, waitMs: 0 };
const quiet = { durable: 'nothing', timeoutMs: 1500 } as const;

function closing<T extends { close(): Promise<void> }>(adapter: T): T {
  onTestFinished(() => adapter.close());
  return adapter;
}

/** The server's own databases, with the number of their keys. */
async function databases(port: number): Promise<string> {
  return (await clientFor(port).info('keyspace')).split('\r\n').slice(1).join('');
}

describe('a connection whose handshake failed carries nothing', () => {
  test('the database does not exist', async () => {
    const { port } = await broker({ config: { databases: '1' } });
    const adapter = closing(redis(`redis://127.0.0.1:${port}/1`, quiet));
    for (let turn = 0; turn < 3; turn++)
      await expect(adapter.put('jobs', [task(`task-${turn}`)])).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringMatching(/SELECT 1.*database 1 must exist/),
      });
    await expect(adapter.reserve(['jobs'], { max: 1, waitMs: 5000 })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await databases(port)).toBe('');
  });

  test.each([
    { right: 'select', says: 'SELECT 1' },
    { right: 'client|setname', says: 'CLIENT SETNAME' },
    { right: 'info', says: 'denies access' },
  ])('the user may not $right', async ({ right, says }) => {
    const { port } = await broker();
    await clientFor(port).acl('SETUSER', 'me', 'on', '>pass', '~*', '+@all', `-${right}`);
    const adapter = closing(redis(`redis://me:pass@127.0.0.1:${port}/1`, quiet));
    for (let turn = 0; turn < 3; turn++)
      await expect(adapter.put('jobs', [task(`task-${turn}`)])).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining(says),
      });
    expect(await databases(port)).toBe('');
  });

  test('a password that the server does not ask for', async () => {
    const { port } = await broker();
    const adapter = closing(redis(`redis://:hunter2@127.0.0.1:${port}`, quiet));
    const failure: unknown = await adapter
      .put('jobs', [task('a')])
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid', message: expect.stringContaining('AUTH') });
    expect(String(failure)).not.toContain('hunter2');
    expect(await databases(port)).toBe('');
  });

  test('nor after the connection was lost, when the right went meanwhile', async () => {
    const { port } = await broker();
    const client = clientFor(port);
    await client.acl('SETUSER', 'me', 'on', '>pass', '~*', '+@all');
    const proxy = await proxyTo(port);
    const adapter = closing(redis(`redis://me:pass@127.0.0.1:${proxy.port}/1`, quiet));
    expect(await adapter.put('jobs', [task('a')])).toEqual(['a']);
    await client.acl('SETUSER', 'me', '-select');
    proxy.cut();
    await expect.poll(async () => String(await client.client('LIST'))).not.toContain('name=jq');
    await pause(50);
    expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['unavailable']);
    await client.acl('SETUSER', 'me', '+select');
    expect(await adapter.put('jobs', [task('c')])).toEqual(['c']);
    expect(await databases(port)).toMatch(/^db1:[^d]*$/);
    expect((await adapter.peek('jobs', 'ready', 5)).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  test('nor does one that waits', async () => {
    const { port } = await broker();
    const client = clientFor(port);
    await client.acl('SETUSER', 'me', 'on', '>pass', '~*', '+@all');
    const adapter = closing(redis(`redis://me:pass@127.0.0.1:${port}/1`, quiet));
    await adapter.open();
    await client.acl('SETUSER', 'me', '-select');
    const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    waiting.catch(() => undefined);
    await adapterFor(port).put('jobs', [task('of another database')]);
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  });
});

test('a database that exists is used by every connection', async () => {
  const { port } = await broker();
  const adapter = closing(redis(`redis://127.0.0.1:${port}/3`, quiet));
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await pause(50);
  await closing(redis(`redis://127.0.0.1:${port}/3`, quiet)).put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
  expect(await databases(port)).toMatch(/^db3:[^d]*$/);
});

test('rights taken away for a while leave a worker running', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  await client.acl('SETUSER', 'me', 'on', '>pass', '~*', '+@all');
  const queue = new Queue('jobs', closing(redis(`redis://me:pass@127.0.0.1:${port}`, quiet)));
  const seen = defineTask<number>('seen');
  const got: number[] = [];
  const worker = new Worker(queue, [seen.handle(async ({ data }) => void got.push(data))], {
    signals: [],
  });
  const run = worker.run();
  await queue.add(seen, 1);
  await expect.poll(() => got).toEqual([1]);
  await client.acl('SETUSER', 'me', 'nocommands');
  await client.client('KILL', 'USER', 'me');
  await pause(1000);
  await client.acl('SETUSER', 'me', '+@all');
  await expect
    .poll(() =>
      queue.add(seen, 2).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await expect.poll(() => got, { timeout: 10_000 }).toContain(2);
  await worker.stop();
  await run;
});

test('credentials may be a function, asked for each connection', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  let password = 'first';
  await client.acl('SETUSER', 'me', 'on', `>${password}`, '~*', '+@all');
  let asked = 0;
  const credentials = async () => {
    asked++;
    return { username: 'me', password };
  };
  const target = { host: '127.0.0.1', port };
  const adapter = closing(redis(target, { ...quiet, credentials }));
  expect(await adapter.put('jobs', [task('a')])).toEqual(['a']);
  expect(asked).toBe(1);
  password = 'second';
  await client.acl('SETUSER', 'me', 'resetpass', `>${password}`);
  await client.client('KILL', 'USER', 'me');
  expect(await adapter.put('jobs', [task('b')])).toEqual(['b']);
  expect(idsOf(await adapter.reserve(['jobs'], now))).toEqual(['a']);
  expect(asked).toBe(2);
});

test.each([
  { what: 'fails', credentials: () => Promise.reject(new Error('hunter2')), code: 'unavailable' },
  { what: 'answers nothing', credentials: () => undefined as never, code: 'invalid' },
  { what: 'answers no text', credentials: () => ({ password: 5 }) as never, code: 'invalid' },
])('a function credentials that $what is told, without its secret', async (given) => {
  const { port } = await broker();
  const { credentials, code } = given;
  const adapter = closing(redis({ host: '127.0.0.1', port }, { ...quiet, credentials }));
  const failure: unknown = await adapter.open().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, message: expect.stringContaining('credentials') });
  expect(String(failure)).not.toContain('hunter2');
});
