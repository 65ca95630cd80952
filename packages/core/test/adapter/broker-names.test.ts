import {
  BrokerNames,
  isQueueName,
  JobQueueError,
  type NamingRules,
  queryOptions,
  type QueueNames,
} from '@jq/core/adapter';
import { describe, expect, it } from 'vitest';

const rules: NamingRules = {
  what: '@jq/some',
  takes: (name) => /^[a-z.:-]{1,20}$/.test(name),
  hint: 'use 1–20 small letters, ".", ":" or "-"',
};

function named(names?: QueueNames, more: Partial<NamingRules> = {}): BrokerNames {
  return new BrokerNames(names, { ...rules, ...more });
}

describe('names at the broker', () => {
  it('are as jq has them, where no map says otherwise', () => {
    const names = named();
    expect(names.toBroker('orders')).toBe('orders');
    expect(names.toQueue('orders')).toBe('orders');
    names.check('orders');
  });

  it('are those of the map, in both directions, also of queues beside one', () => {
    const names = named({ orders: 'shop:orders', 'orders-held': 'shop:dead' });
    expect(names.toBroker('orders')).toBe('shop:orders');
    expect(names.toBroker('orders-held')).toBe('shop:dead');
    expect(names.toBroker('mails')).toBe('mails');
    expect(names.toQueue('shop:orders')).toBe('orders');
    expect(names.toQueue('shop:dead')).toBe('orders-held');
    expect(names.toQueue('mails')).toBe('mails');
  });

  it('leave out of `queues` what jq has no name for', () => {
    const names = named({ orders: 'shop:orders' });
    // The broker's own "orders" is another queue than the one that jq calls so.
    const found = ['shop:orders', 'orders', 'mails', 'other:things'].map((name) =>
      names.toQueue(name),
    );
    expect(found.filter(isQueueName)).toEqual(['orders', 'mails']);
  });

  it('may change places', () => {
    const names = named({ a: 'b', b: 'a' });
    expect([names.toBroker('a'), names.toBroker('b')]).toEqual(['b', 'a']);
    expect([names.toQueue('a'), names.toQueue('b')]).toEqual(['b', 'a']);
    names.check('a');
    names.check('b');
  });

  it('are refused to a second queue, which the broker would take for the first', () => {
    const names = named({ orders: 'mails' });
    expect(() => names.check('mails')).toThrow(
      'queue name "mails": the option names gives this queue of the broker to "orders"; use that name',
    );
    names.check('orders');
    names.check('others');
  });

  it('know how the broker calls what is not in the map', () => {
    const names = named({ orders: 'shop:orders' }, { usual: (queue) => `app-${queue}` });
    expect(names.toBroker('mails')).toBe('app-mails');
    expect(names.toQueue('app-orders')).toBeUndefined();
    expect(() => named({ a: 'app-b' }, { usual: (queue) => `app-${queue}` }).check('b')).toThrow(
      JobQueueError,
    );
  });
});

describe('the option names', () => {
  it.each<[unknown, string]>([
    ['orders', `@jq/some: names "orders": use an object such as { orders: 'shop.orders' }`],
    [['orders'], `@jq/some: names ["orders"]: use an object`],
    [new Map(), '@jq/some: names (a Map): use an object'],
    [null, '@jq/some: names null: use an object'],
    [{ 'shop:orders': 'orders' }, `names has the key "shop:orders": keys are jq's names of queues`],
    [{ orders: 'SHOP' }, '@jq/some: names.orders "SHOP": use 1–20 small letters'],
    [{ orders: '' }, '@jq/some: names.orders "": use 1–20'],
    [{ orders: 5 }, '@jq/some: names.orders 5: use 1–20'],
    [{ orders: undefined }, '@jq/some: names.orders undefined: use 1–20'],
    [{ a: 'same', b: 'same' }, '@jq/some: names.b "same": names.a is the same queue'],
  ])('refuses %j', (names, text) => {
    expect(() => named(names as QueueNames)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(text) }),
    );
  });
});

describe('names in a DSN', () => {
  const read = (query: string): Record<string, unknown> =>
    queryOptions(
      query,
      { flags: ['on'], numbers: [], maps: ['names'] },
      (what) => new JobQueueError('invalid', what),
    );

  it('are one parameter per queue, percent-encoded as any', () => {
    const options = read('on=true&names.orders=shop%3Aorders&names.orders-held=a%2Bb,c:d');
    expect(options).toEqual({
      on: true,
      names: { orders: 'shop:orders', 'orders-held': 'a+b,c:d' },
    });
    const names = new BrokerNames(options['names'] as QueueNames, { ...rules, takes: () => true });
    expect(names.toBroker('orders-held')).toBe('a+b,c:d');
  });

  it('are refused when given twice, without a queue, or as something else', () => {
    expect(() => read('names.orders=a&names.orders=b')).toThrow('names.orders is given twice');
    expect(() => read('names=orders:a')).toThrow(
      'unknown option "names", did you mean names.<queue>? Known are on, names.<queue>',
    );
    expect(() => named(read('names.__proto__=a')['names'] as QueueNames)).toThrow(
      'names has the key "__proto__"',
    );
    expect(() => named(read('names.=a')['names'] as QueueNames)).toThrow('names has the key ""');
  });
});
