import type { Broker } from '@jq/brokers';
import { afterEach, expect, test, vi } from 'vitest';

import { AdminConnection } from '../src/broker/admin-connection.js';
import {
  adapterFor,
  broker,
  codes,
  countsOf,
  idsOf,
  leasesOf,
  plain,
  proxyTo,
  putPlain,
  takeAll,
  task,
  tasks,
  until,
  type Verbs,
} from './fixtures.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const now = { max: 10, waitMs: 0 };

/** What a process that dies leaves: so many tasks were taken, and their connection is gone. */
async function takeAndDie({ port }: Broker, count: number): Promise<void> {
  const proxy = await proxyTo(port);
  const victim = adapterFor(proxy.port, { probe: false });
  await takeAll(victim, count);
  proxy.refuse();
  await until('the server has noticed', async () => (await countsOf(port, 'jobs'))[1] === 0);
}

const attemptsOf = async (adapter: Verbs, count: number): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await takeAll(adapter, count)).map(({ lease, attempts }) => [lease.taskId, attempts ?? 0]),
  );

test('deliveries that ended with their connection count', async () => {
  const server = await broker();
  await adapterFor(server.port).put('jobs', [task('a'), task('b', { priority: 0 }), task('c')]);
  for (let death = 0; death < 3; death += 1) await takeAndDie(server, 3);
  const adapter = adapterFor(server.port);
  await adapter.put('jobs', [task('d')]);
  expect(await attemptsOf(adapter, 4)).toEqual({ a: 4, b: 4, c: 4, d: 1 });
});

test('no delivery counts twice: a retried or lapsed task goes on from there', async () => {
  const server = await broker();
  const adapter = adapterFor(server.port);
  await adapter.put('jobs', [task('a', { ttrMs: 300 })]);
  await takeAndDie(server, 1);
  const [first] = await takeAll(adapter, 1);
  expect(first?.attempts).toBe(2);
  if (first === undefined) return;
  await adapter.retry([{ lease: first.lease, delayMs: 0 }]);
  expect((await takeAll(adapter, 1))[0]?.attempts).toBe(3);
  // It lapses.
  const fourth = await takeAll(adapter, 1);
  expect(fourth[0]?.attempts).toBe(4);
  await adapter.hold(leasesOf(fourth));
  expect(await adapter.peek('jobs', 'held', 9)).toMatchObject([{ id: 'a', attempts: 4 }]);
  expect(await adapter.unhold('jobs', { max: 9 })).toBe(1);
  expect((await takeAll(adapter, 1))[0]?.attempts).toBe(5);
});

test('a task that nobody was given keeps its count when it goes back as a copy', async () => {
  const server = await broker();
  await adapterFor(server.port).put('jobs', [task('a'), task('b')]);
  await takeAndDie(server, 2);
  const proxy = await proxyTo(server.port);
  const adapter = adapterFor(proxy.port);
  // Holds one task, so that the connection can't give back the other one in place.
  expect(Object.values(await attemptsOf(adapter, 1))).toEqual([2]);
  const controller = new AbortController();
  proxy.delay(400);
  const aborted = adapter.reserve(['jobs'], { ...now, signal: controller.signal });
  await until('it has been taken', async () => (await countsOf(server.port, 'jobs'))[1] === 2);
  controller.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  proxy.heal();
  const other = adapterFor(server.port);
  const [left] = await takeAll(other, 1);
  expect(left?.attempts).toBe(2);
  await adapter.close();
  await until('one copy is left', async () => (await countsOf(server.port, 'jobs'))[0] === 2);
});

test('jobs of other producers count as well', async () => {
  const server = await broker();
  await putPlain(await plain(server.port, 'producer'), 'jobs', 'theirs', 'body');
  await takeAndDie(server, 1);
  expect(await attemptsOf(adapterFor(server.port), 1)).toEqual({ theirs: 2 });
});

test('each server of several is asked about its own', async () => {
  const servers = [await broker(), await broker()];
  for (const [index, server] of servers.entries()) {
    await adapterFor(server.port).put('jobs', [task(`on-${index}`)]);
    for (let death = 0; death <= index; death += 1) await takeAndDie(server, 1);
  }
  const all = adapterFor(servers.map(({ port }) => port));
  expect(await attemptsOf(all, 2)).toEqual({ 'on-0': 2, 'on-1': 3 });
});

test('after a restart of the server its new jobs are not taken for old ones', async () => {
  const server = await broker();
  const adapter = adapterFor(server.port);
  await adapter.put('jobs', tasks(3));
  await takeAndDie(server, 3);
  await takeAndDie(server, 3);
  expect((await takeAll(adapter, 3)).map(({ attempts }) => attempts)).toEqual([3, 3, 3]);
  await server.kill9();
  await server.restart();
  const producer = adapterFor(server.port);
  await producer.put('jobs', tasks(3));
  expect((await takeAll(adapter, 3)).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
});

test('ordinary tasks lead to one question, however many there are', async () => {
  const { port } = await broker();
  const asked = vi.spyOn(AdminConnection.prototype, 'returns');
  const adapter = adapterFor(port);
  for (let round = 0; round < 20; round += 1) {
    await adapter.put('jobs', [...tasks(20), task('high', { priority: 0 }), task('b')]);
    const taken = await takeAll(adapter, 22);
    const some = leasesOf(taken.slice(0, 20));
    expect(codes(await adapter.complete(some))).toEqual(some.map(() => 'ok'));
    const [retried, held] = leasesOf(taken.slice(20));
    if (retried === undefined || held === undefined) throw new Error('two');
    await adapter.retry([{ lease: retried, delayMs: 0 }]);
    await adapter.hold([held]);
    await adapter.complete(leasesOf(await takeAll(adapter, 1)));
  }
  await adapter.peek('jobs', 'held', 100);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('a server that does not answer about its jobs gives them all the same', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  vi.spyOn(AdminConnection.prototype, 'returns').mockReturnValueOnce(new Promise(() => undefined));
  await adapter.put('jobs', [task('a'), task('b')]);
  const from = performance.now();
  expect(idsOf(await takeAll(adapter, 2))).toEqual(['a', 'b']);
  expect(performance.now() - from).toBeLessThan(5000);
});

test('a task whose connection ends during the question is not given out over it', async () => {
  const server = await broker();
  const proxy = await proxyTo(server.port);
  const adapter = adapterFor(proxy.port);
  await adapter.open();
  const asked = vi.spyOn(AdminConnection.prototype, 'returns');
  asked.mockImplementationOnce(async function (this: AdminConnection) {
    proxy.cut();
    await until('the adapter has noticed', () => Promise.resolve(!this.alive));
    return new Map();
  });
  await adapter.put('jobs', [task('a')]);
  const taken = await takeAll(adapter, 1);
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(['ok']);
});

test('close does not wait for an answer about jobs, and gives them back', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a')]);
  const asked = vi.spyOn(AdminConnection.prototype, 'returns');
  const silent = new Promise<never>(() => undefined);
  const asking = new Promise<void>((resolve) => {
    asked.mockImplementationOnce(() => {
      resolve();
      return silent;
    });
  });
  const reserving = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  reserving.catch(() => undefined);
  await asking;
  await adapter.close();
  await expect(reserving).rejects.toMatchObject({ code: 'closed' });
  expect(idsOf(await takeAll(adapterFor(port), 1))).toEqual(['a']);
});
