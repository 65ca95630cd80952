import { expect, test } from 'vitest';

import { adapterFor, broker, clientFor, idsOf, task, tasks } from './fixtures.js';

const now = { max: 10, waitMs: 0 };

test.each([
  { puts: 'one task', sent: [task('again')] },
  { puts: 'several', sent: tasks(3) },
  { puts: 'one with a delay', sent: [task('later', { delayMs: 60_000 })] },
])(
  'after FLUSHALL a queue that gets $puts is a queue again, on the same connection',
  async (given) => {
    const { port } = await broker();
    const [adapter, client] = [adapterFor(port), clientFor(port)];
    await adapter.put('jobs', tasks(2));
    await client.flushall();
    expect(await adapter.queues()).toEqual([]);
    await adapter.put('jobs', given.sent);
    expect(await adapter.queues()).toEqual(['jobs']);
  },
);

test('also if it was paused before anything was put', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  await adapter.put('jobs', [task('a')]);
  await client.flushall();
  await adapter.pause('jobs', 60_000);
  expect(await adapter.queues()).toEqual([]);
  await adapter.put('jobs', [task('b')]);
  expect(await adapter.queues()).toEqual(['jobs']);
  expect(await adapter.reserve(['jobs'], now)).toEqual([]);
  await adapter.pause('jobs', 0);
  expect(idsOf(await adapter.reserve(['jobs'], now))).toEqual(['b']);
});

test('no token of before comes again: old leases stay lost', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  await adapter.put('jobs', [task('a')]);
  const [old] = await adapter.reserve(['jobs'], now);
  await client.flushall();
  await adapter.put('jobs', [task('a')]);
  const [taken] = await adapter.reserve(['jobs'], now);
  if (old === undefined || taken === undefined) throw new Error('too few');
  expect(await adapter.complete([old.lease])).toEqual([
    expect.objectContaining({ code: 'lease-lost' }),
  ]);
  expect(await adapter.complete([taken.lease])).toEqual([undefined]);
});

test('a wait that was there before FLUSHALL and SCRIPT FLUSH gets what is put after', async () => {
  const { port } = await broker();
  const [worker, producer, client] = [adapterFor(port), adapterFor(port), clientFor(port)];
  const waiting = worker.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await expect.poll(async () => String(await client.client('LIST'))).toContain('cmd=bzpopmin');
  await client.flushall();
  await client.script('FLUSH');
  await producer.put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
});
