import { testWhileWaiting, timeToComeBack } from '@jq/server-tests';
import { expect, test } from 'vitest';

import type { Connection } from '../src/broker/connection.js';
import {
  adapterFor,
  broker,
  codes,
  leasesOf,
  pause,
  plain,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

async function statistic(connection: Connection, name: string): Promise<number> {
  const { body } = await connection.call('stats');
  return Number(new RegExp(`\n${name}: (\\d+)`).exec(body?.toString() ?? '')?.[1]);
}

test('a hundred leases are carried by one connection, settlements and next reserve share it', async () => {
  const { port } = await broker();
  const [adapter, watcher] = [adapterFor(port), await plain(port)];
  await adapter.put('jobs', tasks(300));
  for (let round = 0; round < 3; round += 1) {
    const taken = await takeAll(adapter, 100);
    expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
  }
  // This one, the producer, the one that reserves; and perhaps one more that waited for the rest.
  expect(await statistic(watcher, 'current-connections')).toBeLessThanOrEqual(4);
});

test('tasks that trickle in while others run come at once, each over a connection that held nothing', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { maxConnections: 4 });
  const taken = [];
  for (let n = 0; n < 4; n += 1) {
    const waiting = adapter.reserve(['jobs'], { max: 10, waitMs: 20_000 });
    await pause(20);
    await adapter.put('jobs', [task(`task-${n}`)]);
    taken.push(...(await waiting));
  }
  expect(taken).toHaveLength(4);
  // All connections carry leases now: the next task is asked for again and again.
  const waiting = adapter.reserve(['jobs'], { max: 10, waitMs: 20_000 });
  await pause(50);
  await adapter.put('jobs', [task('last')]);
  const from = performance.now();
  taken.push(...(await waiting));
  expect(performance.now() - from).toBeLessThan(1000);
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
});

testWhileWaiting(async () => adapterFor((await broker()).port), 1000);

test('commands of one tick leave in one packet, and a task costs three of them', async () => {
  const { port } = await broker();
  const [adapter, watcher] = [adapterFor(port), await plain(port)];
  await adapter.put('jobs', tasks(64));
  const taken = await adapter.reserve(['jobs'], { max: 64, waitMs: 0 });
  await adapter.complete(leasesOf(taken));
  expect(await statistic(watcher, 'cmd-put')).toBe(64);
  expect(await statistic(watcher, 'cmd-delete')).toBe(64);
  // The doubling of the first flights guesses a few that are not needed later.
  expect(await statistic(watcher, 'cmd-stats-job')).toBeLessThanOrEqual(70);
  expect(await statistic(watcher, 'cmd-reserve-with-timeout')).toBe(64);
});

test('without attempts a task costs two commands', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { countAttempts: false });
  const watcher = await plain(port);
  await adapter.put('jobs', tasks(64));
  await adapter.complete(leasesOf(await takeAll(adapter, 64)));
  expect(await statistic(watcher, 'cmd-stats-job')).toBe(0);
});

test(
  'a thousand connections come back after a restart, not all at once',
  { timeout: 60_000 },
  async () => {
    const server = await broker({ binlog: 'everyFewMs' });
    // Two connections each: one that puts, one that waits.
    const adapters = Array.from({ length: 500 }, () => adapterFor(server.port));
    const watcher = await plain(server.port);
    const allWait = async () => {
      while ((await statistic(watcher, 'current-waiting')) < 500) await pause(20);
    };
    const tookMs = await timeToComeBack({ server, adapters, waitMs: 60_000, allWait });
    expect(tookMs).toBeLessThan(30_000);
  },
);
