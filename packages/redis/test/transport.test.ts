import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  type AddressInfo,
  connect,
  createServer as createPlainServer,
  type Socket,
} from 'node:net';
import { createServer } from 'node:tls';

import { expect, onTestFinished, test } from 'vitest';

import { redis } from '../src/index.js';
import { adapterFor, broker, idsOf, task } from './fixtures.js';

const pem = (name: string): string =>
  readFileSync(new URL(`./tls/test-only-${name}.pem`, import.meta.url), 'utf8');

/** A port where TLS ends and the server begins. */
async function tlsPort(port: number): Promise<number> {
  const server = createServer({ key: pem('key'), cert: pem('cert') }, (socket) => {
    const inner = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('TLS carries both connections', async () => {
  const { port } = await broker();
  const target = { host: 'localhost', port: await tlsPort(port), tls: { ca: pem('cert') } };
  const adapter = redis(target, { durable: 'nothing' });
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await adapterFor(port).put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
  await adapter.close();
});

test('a certificate that nobody vouches for is refused', async () => {
  const { port } = await broker();
  const adapter = redis(`rediss://localhost:${await tlsPort(port)}`, { timeoutMs: 2000 });
  await expect(adapter.open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('certificate'),
  });
  await adapter.close();
});

/** Says where the master is, to whoever asks as clients of sentinels do. */
async function sentinel(masterPort: () => number): Promise<number> {
  const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;
  const answer = (words: string[]): string => {
    const [command = '', verb = ''] = words.map((word) => word.toLowerCase());
    if (command === 'hello') return "-ERR unknown command 'HELLO'\r\n";
    if (command === 'info') return bulk('loading:0\r\n');
    if (command !== 'sentinel') return '+OK\r\n';
    if (verb === 'sentinels') return '*0\r\n';
    return `*2\r\n${bulk('127.0.0.1')}${bulk(String(masterPort()))}`;
  };
  const server = createPlainServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (text: string) => {
      for (const request of text.split(/(?=\*\d+\r\n)/)) {
        const words = request.split('\r\n').filter((_, i) => i > 0 && i % 2 === 0);
        if (words.length > 0) socket.write(answer(words));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('with sentinels, both connections follow the master to another server', async () => {
  const [first, second] = [await broker(), await broker()];
  let master = first.port;
  const port = await sentinel(() => master);
  const adapter = redis(`redis://127.0.0.1:${port}?sentinel=main&durable=nothing`);
  onTestFinished(() => adapter.close());
  await adapter.put('jobs', [task('a')]);
  expect((await adapterFor(first.port).stats('jobs')).ready).toBe(1);
  const waiting = adapter.reserve(['other'], { max: 1, waitMs: 20_000 });
  master = second.port;
  await first.kill9();
  await adapterFor(second.port).put('other', [task('b')]);
  expect(idsOf(await waiting)).toEqual(['b']);
  expect(await adapter.put('jobs', [task('c')])).toEqual(['c']);
  expect((await adapterFor(second.port).stats('jobs')).ready).toBe(1);
});

test('tls goes for the master that sentinels name', async () => {
  const { port } = await broker();
  const secure = await tlsPort(port);
  const sentinels = [{ host: '127.0.0.1', port: await sentinel(() => secure) }];
  const tls = { ca: pem('cert'), servername: 'localhost' };
  const adapter = redis({ sentinels, name: 'main', tls }, { durable: 'nothing' });
  onTestFinished(() => adapter.close());
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await adapterFor(port).put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
});
