import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { beforeEach, expect, onTestFinished, test } from 'vitest';

import { type FaultProxy, startFaultProxy } from '../src/index.js';

/** One end of a connection and what happened to it. */
class Peer {
  readonly chunks: string[] = [];
  readonly socket: Socket;
  ended: 'no' | 'closed' | 'reset' = 'no';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1').on('data', (text: string) => this.chunks.push(text));
    socket.on('error', () => (this.ended = 'reset'));
    socket.on('close', () => (this.ended = this.ended === 'no' ? 'closed' : this.ended));
    onTestFinished(() => void socket.destroy());
  }

  get text(): string {
    return this.chunks.join('');
  }
}

let proxy: FaultProxy;
let accepted: Peer[];

beforeEach(async () => {
  accepted = [];
  const server = createServer((socket) => accepted.push(new Peer(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startFaultProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.stop();
    server.close();
  });
});

async function dial(): Promise<{ client: Peer; server: Peer }> {
  const known = accepted.length;
  const client = new Peer(connect({ port: proxy.port, host: '127.0.0.1' }));
  while (accepted.length === known) await pause(1);
  return { client, server: accepted[known] as Peer };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('passes everything both ways, and the end of it', async () => {
  const { client, server } = await dial();
  const much = 'x'.repeat(3_000_000);
  client.socket.write(much);
  await expect.poll(() => server.text.length).toBe(much.length);
  server.socket.write('reply');
  await expect.poll(() => client.text).toBe('reply');
  expect(proxy.connections).toBe(1);
  client.socket.end('bye');
  await expect.poll(() => server.ended).toBe('closed');
  expect(server.text).toBe(`${much}bye`);
  await expect.poll(() => proxy.connections).toBe(0);
});

test('cut resets both ends; a new connection works', async () => {
  const { client, server } = await dial();
  proxy.cut();
  await expect.poll(() => client.ended).toBe('reset');
  await expect.poll(() => server.ended).toBe('reset');
  const again = await dial();
  again.client.socket.write('a');
  await expect.poll(() => again.server.text).toBe('a');
});

test('refuse also resets new connections, until healed', async () => {
  const { client } = await dial();
  proxy.refuse();
  await expect.poll(() => client.ended).toBe('reset');
  const refused = new Peer(connect({ port: proxy.port, host: '127.0.0.1' }));
  await expect.poll(() => refused.ended).toBe('reset');
  proxy.heal();
  await dial();
});

test('a server that is down looks down through the proxy', async () => {
  proxy.aim(1);
  const client = new Peer(connect({ port: proxy.port, host: '127.0.0.1' }));
  await expect.poll(() => client.ended).toBe('reset');
});

test('delay holds bytes back and keeps their order', async () => {
  const { client, server } = await dial();
  proxy.delay(80);
  const started = performance.now();
  client.socket.write('a');
  await pause(30);
  client.socket.write('b');
  await expect.poll(() => server.text, { interval: 1 }).toBe('a');
  expect(performance.now() - started).toBeGreaterThan(75);
  await expect.poll(() => server.text).toBe('ab');
  server.socket.write('c');
  await expect.poll(() => client.text).toBe('c');
  expect(performance.now() - started).toBeGreaterThan(160);
});

test('slices arrive byte by byte', async () => {
  const { client, server } = await dial();
  proxy.slice();
  server.socket.write('reply');
  await expect.poll(() => client.text).toBe('reply');
  expect(client.chunks.length).toBeGreaterThan(1);
  client.socket.write('request');
  await expect.poll(() => server.text).toBe('request');
});

test('a black hole swallows old and new connections until healed', async () => {
  const { client, server } = await dial();
  proxy.blackHole();
  client.socket.write('a');
  const late = await dial();
  late.client.socket.write('b');
  await pause(50);
  expect(server.text + late.server.text).toBe('');
  expect(client.ended).toBe('no');
  proxy.heal();
  await expect.poll(() => server.text).toBe('a');
  await expect.poll(() => late.server.text).toBe('b');
});

test('half-open: the other end never learns', async () => {
  const first = await dial();
  proxy.halfOpen('server');
  await expect.poll(() => first.server.ended).toBe('reset');
  first.client.socket.write('into the void');
  const second = await dial();
  proxy.halfOpen('client');
  await expect.poll(() => second.client.ended).toBe('reset');
  second.server.socket.write('into the void');
  await pause(50);
  expect(first.client.ended).toBe('no');
  expect(second.server.ended).toBe('no');
  proxy.cut();
  await expect.poll(() => first.client.ended).toBe('reset');
  await expect.poll(() => second.server.ended).toBe('reset');
});

test('a lost reply: the request passes, then the connection ends', async () => {
  const { client, server } = await dial();
  const passed = proxy.loseReply((request) => request.includes('put'));
  client.socket.write('get');
  await expect.poll(() => server.text).toBe('get');
  server.socket.write('got');
  await expect.poll(() => client.text).toBe('got');
  client.socket.write('put');
  await passed;
  await expect.poll(() => server.text).toBe('getput');
  server.socket.write('done');
  await expect.poll(() => client.ended).toBe('reset');
  expect(client.text).toBe('got');
  const again = await dial();
  again.client.socket.write('put');
  await expect.poll(() => again.server.text).toBe('put');
  again.server.socket.write('done');
  await expect.poll(() => again.client.text).toBe('done');
});
