import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import { describe, expect, onTestFinished, test } from 'vitest';

import { redis, type RedisAdapter } from '../src/index.js';
import { adapterFor, broker, clientFor, codes, pause, task } from './fixtures.js';

const TIMEOUT_MS = 700;
const now = { max: 1, waitMs: 0 };

/** A server that opens well, and answers each script with this error. */
async function answering(error: string): Promise<RedisAdapter> {
  const answer = (words: readonly string[]): string => {
    const [name = '', ...rest] = words.map((word) => word.toLowerCase());
    if (name === 'info') return '$33\r\nrole:master\r\nredis_version:7.0.15\r\n';
    if (name === 'ping') return '+PONG\r\n';
    if (name === 'sadd') return ':1\r\n';
    if (name === 'client' && rest[0] === 'id') return ':1\r\n';
    if (name === 'client') return '+OK\r\n';
    return `-${error}\r\n`;
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let text = '';
    socket.setEncoding('latin1').on('data', (more: string) => {
      text += more;
      for (;;) {
        const words = wordsOf(text);
        if (words === undefined) return;
        text = text.slice(words.length);
        socket.write(answer(words.words));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return adapterFor(port, { durable: 'nothing', timeoutMs: TIMEOUT_MS });
}

/** The first whole request of a text. */
function wordsOf(text: string): { readonly words: string[]; readonly length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return undefined;
  const words: string[] = [];
  let at = head[0].length;
  for (let n = Number(head[1]); n > 0; n--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (size === null) return undefined;
    const from = at + size[0].length;
    at = from + Number(size[1]) + 2;
    if (text.length < at) return undefined;
    words.push(text.slice(from, at - 2));
  }
  return { words, length: at };
}

describe('each refusal has its code, and leaves nothing in doubt', () => {
  test.each([
    ['LOADING Redis is loading the dataset in memory', 'unavailable'],
    ["READONLY You can't write against a read only replica.", 'unavailable'],
    ['MASTERDOWN Link with MASTER is down and replica-serve-stale-data is no', 'unavailable'],
    ['CLUSTERDOWN The cluster is down', 'unavailable'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'unavailable'],
    ['BUSY Redis is busy running a script', 'unavailable'],
    ['MISCONF Errors writing to the AOF file: No space left on device', 'unavailable'],
    ["OOM command not allowed when used memory > 'maxmemory'", 'unavailable'],
    ['NOREPLICAS Not enough good replicas to write.', 'unavailable'],
    ['EXECABORT Transaction discarded because of previous errors.', 'unavailable'],
    ['UNBLOCKED force unblock from blocking operation', 'unavailable'],
    ['NOMASTERLINK Can not SYNC while not connected with my master', 'unavailable'],
    ['MOVED 3999 127.0.0.1:6381', 'unavailable'],
    ['ASK 3999 127.0.0.1:6381', 'unavailable'],
    ['ERR max number of clients reached', 'unavailable'],
    ['ERR Error running script: Script killed by user with SCRIPT KILL...', 'unavailable'],
    ['NOAUTH Authentication required.', 'invalid'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'invalid'],
    ["NOPERM this user has no permissions to run the 'evalsha' command", 'invalid'],
    ['DENIED Redis is running in protected mode', 'invalid'],
    ['ERR Client sent AUTH, but no password is set', 'invalid'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'invalid'],
    ["ERR unknown command 'evalsha'", 'unsupported'],
    ["CROSSSLOT Keys in request don't hash to the same slot", 'unsupported'],
    ['ERR Error running script: @user_script:9: -OOM command not allowed', 'unavailable'],
    ['ERR Error running script: @user_script: 9: -READONLY replica', 'unavailable'],
    ['ERR something new', 'unexpected'],
  ])('%s', async (error, code) => {
    const adapter = await answering(error);
    const [word = ''] = error.split(' ');
    const of = (failure: unknown): void =>
      expect(failure).toMatchObject({ code, message: expect.stringContaining(word) });
    const failures = await Promise.all([
      adapter.put('jobs', [task('a')]).then(([refusal]) => refusal),
      ...[
        adapter.reserve(['jobs'], now),
        adapter.stats('jobs'),
        adapter.peek('jobs', 'ready', 1),
        adapter.pause('jobs', 1000),
      ].map((call) => call.catch((failure: unknown) => failure)),
    ]);
    for (const failure of failures) of(failure);
  });

  test('NOSCRIPT to the text of the script as well', async () => {
    const adapter = await answering('NOSCRIPT No matching script. Please use EVAL.');
    const failure = await adapter.stats('jobs').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unavailable' });
  });
});

describe('real servers', () => {
  test('a replica says what it is, to every connection', async () => {
    const [master, replica] = [await broker(), await broker()];
    await clientFor(replica.port).replicaof('127.0.0.1', master.port);
    const adapter = adapterFor(replica.port, { timeoutMs: TIMEOUT_MS });
    for (const call of [
      () => adapter.put('jobs', [task('a')]),
      () => adapter.reserve(['jobs'], now),
      () => adapter.stats('jobs'),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(`is a replica of 127.0.0.1:${master.port}`),
      });
  });

  test('a master that becomes a replica: not ambiguous, and back again', async () => {
    const [master, other] = [await broker(), await broker()];
    const client = clientFor(master.port);
    const adapter = adapterFor(master.port, { timeoutMs: TIMEOUT_MS });
    await adapter.put('jobs', [task('a')]);
    await client.replicaof('127.0.0.1', other.port);
    expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['unavailable']);
    await client.replicaof('NO', 'ONE');
    await expect.poll(async () => codes(await adapter.put('jobs', [task('c')]))).toEqual(['ok']);
  });

  test('too few replicas', async () => {
    const { port } = await broker();
    const adapter = adapterFor(port, { timeoutMs: TIMEOUT_MS });
    await adapter.put('jobs', [task('a')]);
    await clientFor(port).config('SET', 'min-replicas-to-write', '1');
    expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['unavailable']);
    await expect(adapter.reserve(['jobs'], now)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(adapter.pause('jobs', 1)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('too many clients', async () => {
    const { port } = await broker();
    const client = clientFor(port);
    await client.config('SET', 'maxclients', '1');
    const adapter = adapterFor(port, { timeoutMs: TIMEOUT_MS });
    // Where it hangs up before it was spoken to, what it said can't be read.
    await expect(adapter.open()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/max number of clients|hung up .* too many clients/),
    });
    await client.config('SET', 'maxclients', '100');
    expect(await adapter.put('jobs', [task('a')])).toEqual(['a']);
  });

  test('a server busy with a script of somebody else is waited for, then told', async () => {
    const { port } = await broker({ config: { 'busy-reply-threshold': '20' } });
    const [adapter, client] = [adapterFor(port, { timeoutMs: TIMEOUT_MS }), clientFor(port)];
    await adapter.put('jobs', [task('a')]);
    const killer = clientFor(port);
    await killer.ping();
    const endless = client.eval('while true do end', 0).catch((error: unknown) => error);
    await pause(100);
    expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['unavailable']);
    await killer.script('KILL');
    await endless;
    expect(await adapter.put('jobs', [task('c')])).toEqual(['c']);
  });
});

test('the time in a text is the time that has passed', async () => {
  const adapter = redis('redis://127.0.0.1:1', { timeoutMs: 5000 });
  onTestFinished(() => adapter.close());
  const from = performance.now();
  const failure = (await adapter.open().catch((error: unknown) => error)) as Error;
  const passed = performance.now() - from;
  const said = Number(
    /could not be reached in (\d+) ms; last trouble: .*ECONNREFUSED/.exec(failure.message)?.[1],
  );
  expect(Math.abs(said - passed)).toBeLessThan(100);
});
