import { expect, test } from 'vitest';

import { beanstalkd } from '../src/index.js';
import { adapterFor, broker, codes, leasesOf, plain, putPlain, takeAll, task } from './fixtures.js';

test('queues of existing systems have their names in every verb', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { names: { high: 'emails.high' } });
  const other = await plain(port);
  await putPlain(other, 'emails.high', 'from elsewhere');
  expect(codes(await adapter.put('high', [task('a')]))).toEqual(['ok']);
  expect(await adapter.stats('high')).toMatchObject({ ready: 2 });
  expect(await adapter.peek('high', 'ready', 9)).toHaveLength(2);
  expect(await adapter.queues()).toEqual(['high']);
  const taken = await takeAll(adapter, 2, 'high');
  expect(taken.map(({ lease }) => lease.queue)).toEqual(['high', 'high']);
  await adapter.hold(leasesOf(taken));
  expect(await adapter.held('high', 9)).toHaveLength(2);
  expect(await adapter.unhold('high', { max: 1 })).toBe(1);
  expect(codes(await adapter.remove('high', ['a']))).toEqual(['ok']);
  await adapter.pause('high', 60_000);
  expect(await adapter.stats('high')).toMatchObject({ paused: true });
  await adapter.pause('high', 0);
  expect(await adapter.purge('high')).toBe(1);
  const { body } = await other.call('stats-tube emails.high');
  expect(body?.toString()).toContain('total-jobs: 2');
});

test('several queues of one reserve come back under their own names', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { names: { high: 'emails.high' } });
  await adapter.put('high', [task('a')]);
  await adapter.put('low', [task('b')]);
  const taken = [
    ...(await adapter.reserve(['high', 'low'], { max: 1, waitMs: 5000 })),
    ...(await adapter.reserve(['high', 'low'], { max: 1, waitMs: 5000 })),
  ];
  const found = taken.map(({ lease }) => `${lease.taskId} of ${lease.queue}`);
  expect(found.toSorted()).toEqual(['a of high', 'b of low']);
});

test('names that beanstalkd does not take are refused, and those given away', async () => {
  expect(() => beanstalkd('h', { names: { a: 'shop:orders' } })).toThrow(
    /names.a "shop:orders": use/,
  );
  expect(() => beanstalkd('h?names.a=-x')).toThrow(/names.a "-x"/);
  const adapter = beanstalkd('h', { names: { orders: 'mails' } });
  await expect(adapter.put('mails', [task('a')])).rejects.toMatchObject({ code: 'invalid' });
});
