import { expect, test } from 'vitest';

import { gearman } from '../src/index.js';
import { adapterFor, broker, codes, countsOf, leasesOf, takeAll, task } from './fixtures.js';

const names = { resize: 'Image::resize', 'resize-held': 'Image::aside' };

test('queues of existing systems have their names, also those kept beside them', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { names });
  expect(codes(await adapter.put('resize', [task('a'), task('b')]))).toEqual(['ok', 'ok']);
  expect(await countsOf(port, 'Image::resize')).toEqual([2, 0]);
  const [first, second] = leasesOf(await takeAll(adapter, 2, 'resize'));
  expect(first?.queue).toBe('resize');
  await adapter.complete([first as never]);
  await adapter.hold([second as never]);
  expect(await countsOf(port, 'Image::aside')).toEqual([1, 0]);
  expect(await adapter.peek('resize', 'held', 9)).toMatchObject([{ state: 'held' }]);
  expect(await adapter.stats('resize')).toMatchObject({ ready: 0, held: 1 });
  expect(await adapter.queues()).toEqual(['resize']);
  expect(await adapter.unhold('resize', { max: 1 })).toBe(1);
  await adapter.complete(leasesOf(await takeAll(adapter, 1, 'resize')));
});

test('names that gearmand can not show are refused, and those given away', () => {
  expect(() => gearman('h', { names: { a: 'two words' } })).toThrow(
    /names.a "two words": use 1–400/,
  );
  expect(() => gearman('h?names.a=two%20words')).toThrow(/names.a "two words"/);
  const adapter = gearman('h', { names: { orders: 'mails' } });
  return expect(adapter.put('mails', [task('a')])).rejects.toMatchObject({ code: 'invalid' });
});
