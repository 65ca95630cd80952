import { type Lease, LeaseBook } from '@jq/core/adapter';
import { expect, test } from 'vitest';

function lease(taskId: string, expiresAt: number): Lease {
  return { queue: 'q', taskId, token: undefined, ttrMs: 1000, expiresAt };
}

test('leases that lapsed long ago and that nobody settled are forgotten', () => {
  let now = 0;
  const book = new LeaseBook({ monotonic: () => now });
  for (let i = 0; i < 50_000; i++, now += 100) book.add(lease(`t${i}`, now + 1000));
  expect(book.size).toBeLessThan(3000);
});

test('open leases are kept however many there are', () => {
  const book = new LeaseBook({ monotonic: () => 0 });
  const leases = Array.from({ length: 5000 }, (_, i) => lease(`t${i}`, 1000));
  for (const one of leases) book.add(one);
  expect(book.size).toBe(5000);
  expect(leases.map((one) => book.settle(one, 'complete'))).toEqual(leases.map(() => 'send'));
  expect(book.size).toBe(0);
});

test('a lease settles once: the same verb again is done, another one is refused', () => {
  const book = new LeaseBook();
  const one = lease('a', Infinity);
  book.add(one);
  expect(book.settle(one, 'retry')).toBe('send');
  expect(book.settle(one, 'retry')).toBe('done');
  expect(book.settle(one, 'hold')).toMatchObject({ code: 'already-settled' });
  expect(book.refusal(one)).toMatchObject({ code: 'already-settled' });
  book.reopen(one);
  expect(book.settle(one, 'hold')).toBe('send');
});

test('a lease of somebody else is lost', () => {
  const book = new LeaseBook();
  expect(book.settle(lease('a', Infinity), 'complete')).toMatchObject({ code: 'lease-lost' });
  expect(book.refusal(lease('a', Infinity))).toMatchObject({ code: 'lease-lost' });
});
