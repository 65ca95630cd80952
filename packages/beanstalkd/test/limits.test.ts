import { expect, test, vi } from 'vitest';

import { beanstalkd } from '../src/index.js';
import { adapterFor, broker, codes, idsOf, takeAll, task } from './fixtures.js';

test("the server's own limit is respected, and told once", async () => {
  const { port } = await broker({ maxJobSize: 100 });
  const onWarning = vi.fn<(message: string) => void>();
  const adapter = adapterFor(port, { onWarning });
  await adapter.open();
  await adapter.open();
  expect(onWarning).toHaveBeenCalledTimes(1);
  expect(onWarning.mock.calls[0]?.[0]).toContain('max-job-size is 100');
  const header = 'jq1 a 60000\n'.length;
  const results = await adapter.put('jobs', [
    task('a', { body: Buffer.alloc(100 - header) }),
    task('b', { body: Buffer.alloc(101 - header) }),
    task('c'),
  ]);
  expect(codes(results)).toEqual(['ok', 'too-large', 'ok']);
  expect(idsOf(await takeAll(adapter, 2))).toEqual(['a', 'c']);
});

test('what the server refuses before it was asked for its limit is too large as well', async () => {
  const { port } = await broker({ maxJobSize: 100 });
  const adapter = adapterFor(port);
  const results = await adapter.put('jobs', [task('a', { body: Buffer.alloc(200) }), task('b')]);
  expect(codes(results)).toEqual(['too-large', 'ok']);
});

test('large bodies pass where the server takes them', async () => {
  const { port } = await broker({ maxJobSize: 20_000_000 });
  const adapter = adapterFor(port, { maxJobBytes: 20_000_000 });
  const body = Buffer.alloc(15_000_000, 'abc');
  expect(codes(await adapter.put('jobs', [task('a', { body }), task('b')]))).toEqual(['ok', 'ok']);
  const taken = await takeAll(adapter, 2);
  expect(idsOf(taken)).toEqual(['a', 'b']);
  expect(body.equals(taken[0]?.body ?? Buffer.alloc(0))).toBe(true);
});

test('a promised binlog is checked', async () => {
  const [without, with_] = [await broker(), await broker({ binlog: 'everyFewMs' })];
  await expect(adapterFor(without.port, { binlog: true }).open()).rejects.toMatchObject({
    code: 'invalid',
  });
  await adapterFor(with_.port, { binlog: true }).open();
});

test('delays and ttr are rounded up to seconds, never down', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a', { delayMs: 1, ttrMs: 1001 })]);
  const [view] = await adapter.peek('jobs', 'delayed', 1);
  expect(view).toMatchObject({ timeLeftMs: 1000, ttrMs: 1001 });
  const [got] = await takeAll(adapter, 1);
  expect(got?.lease.ttrMs).toBe(1001);
});

test('nothing is sent for arguments that are not acceptable', async () => {
  // Nobody listens there: what was sent would fail otherwise.
  const adapter = beanstalkd('127.0.0.1:1');
  const bad = [task('a', { priority: 1.5 }), task('b', { ttrMs: 999 }), task('c\r\n')];
  expect(codes(await adapter.put('jobs', bad))).toEqual(['invalid', 'invalid', 'invalid']);
  await expect(adapter.put('a\r\nb', [task('a')])).rejects.toMatchObject({ code: 'invalid' });
  await adapter.close();
});

test('arguments that are not acceptable leave leases, queues and the stream as they were', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a')]);
  const [got] = await takeAll(adapter, 1);
  if (got === undefined) throw new Error('no task');
  const { lease } = got;
  const bad = [
    { lease, delayMs: 1.5 },
    { lease, delayMs: -1 },
    { lease, delayMs: 0, priority: 2 ** 32 },
    { lease, delayMs: 0, priority: NaN },
  ];
  expect(codes(await adapter.retry(bad))).toEqual(bad.map(() => 'invalid'));
  const refused = await Promise.allSettled([
    adapter.pause('jobs', 0.5),
    adapter.unhold('jobs', { max: -1 }),
    adapter.peek('jobs', 'ready\r\ndelete 1' as 'ready', 1),
    adapter.stats('jobs\r\ndelete 1'),
    adapter.reserve(['jobs', '-x'], { max: 1, waitMs: 0 }),
    adapter.reserve(['jobs'], { max: 1, waitMs: 2 ** 42 }),
  ]);
  expect(refused).toMatchObject(refused.map(() => ({ reason: { code: 'invalid' } })));
  expect(codes(await adapter.remove('jobs', ['1\r\ndelete 1', 'job:1\r\n']))).toEqual([
    'not-found',
    'not-found',
  ]);
  expect(codes(await adapter.complete([lease]))).toEqual(['ok']);
});
