import { jsonCodec, strictJsonCodec } from '@jq/core';
import { describe, expect, it } from 'vitest';

const text = (body: string) => jsonCodec.decode(Buffer.from(body));
const encoded = (data: unknown, context?: Record<string, unknown>) =>
  jsonCodec.encode({ task: 't', data, context }) as Uint8Array;

describe('encode', () => {
  it('writes the documented envelope', () => {
    expect(Buffer.from(encoded({ width: 200, file: 'ä' }, { lang: 'de' })).toString()).toBe(
      '{"jq":1,"task":"t","data":{"width":200,"file":"ä"},"context":{"lang":"de"}}',
    );
    expect(Buffer.from(encoded(undefined)).toString()).toBe('{"jq":1,"task":"t"}');
  });

  it.each([
    null,
    0,
    '',
    [1, [2, { three: null }]],
    'a\0b\r\n\u2028😀',
    { optional: undefined },
    new Date(0),
    Object.assign(Object.create(null), { a: 1 }),
  ])('takes %j', (data) => {
    const decoded = jsonCodec.decode(encoded(data));
    expect(decoded).toMatchObject({ task: 't', data: JSON.parse(JSON.stringify(data)) });
  });

  it('keeps a lone surrogate', () => {
    expect(jsonCodec.decode(encoded('\uD800'))).toMatchObject({ data: '\uD800' });
  });

  it('keeps -0, wherever it stands, and texts that look like it', () => {
    const data = { a: [-0, 0, '-0', { b: -0 }], c: '0' };
    expect(JSON.parse(Buffer.from(encoded(data)).toString())).toStrictEqual({
      jq: 1,
      task: 't',
      data,
    });
    expect(jsonCodec.decode(encoded(-0, { z: -0 }))).toStrictEqual({
      jq: 1,
      task: 't',
      data: -0,
      context: { z: -0 },
    });
  });

  it('writes own properties only, whatever prototypes have', () => {
    function Job(this: { a: number; inner: object }) {
      this.a = 1;
      this.inner = { b: 2 };
    }
    Job.prototype.run = () => undefined;
    Job.prototype.shared = { at: new Map() };
    const job: unknown = Reflect.construct(Job, []);
    const own = { a: 1, inner: { b: 2 } };
    expect(jsonCodec.decode(encoded({ job }))).toMatchObject({ data: { job: own } });
    const extended = { last: () => 1, odd: { f: () => 1 } };
    for (const prototype of [Array.prototype, Object.prototype])
      try {
        Object.assign(prototype, extended);
        expect(Buffer.from(encoded({ list: [1, { b: 2 }] })).toString()).toBe(
          '{"jq":1,"task":"t","data":{"list":[1,{"b":2}]}}',
        );
      } finally {
        for (const name of Object.keys(extended)) Reflect.deleteProperty(prototype, name);
      }
  });

  const cycle: { list: unknown[] } = { list: [] };
  cycle.list.push({}, { again: cycle });
  const shared = { a: 1 };

  it('takes one object at several places', () => {
    expect(jsonCodec.decode(encoded([shared, { shared }]))).toMatchObject({
      data: [shared, { shared }],
    });
  });

  class Hidden {
    readonly #secret = 1;
    get value() {
      return this.#secret;
    }
  }
  it.each<[string, unknown]>([
    ['data.list[1].again is circular', cycle],
    ['data.n is a BigInt', { n: 1n }],
    ['data is a BigInt', 1n],
    ['data is a function', () => 1],
    ['data.a[1].onDone is a function', { a: [0, { onDone: () => 1 }] }],
    ['data.s is a symbol', { s: Symbol('x') }],
    ['data["a b"]["c.d"] is a symbol', { 'a b': { 'c.d': Symbol('x') } }],
    ['data.n is NaN, JSON has no such number', { n: Number.NaN }],
    ['data[0] is Infinity', [Infinity]],
    ['data is a Map', new Map()],
    ['data.tags is a Set', { tags: new Set() }],
    ['data is binary', Buffer.from('x')],
    ['data.bytes is binary', { bytes: new Uint8Array(1) }],
    ['data.bytes is binary', { bytes: new ArrayBuffer(1) }],
    ['data.bytes is binary', { bytes: new SharedArrayBuffer(1) }],
    ['data.bytes is binary', { bytes: new DataView(new ArrayBuffer(1)) }],
    ['data[1] is undefined', [1, undefined]],
    // eslint-disable-next-line no-sparse-arrays
    ['data.list[1] is undefined', { list: [1, , 3] }],
    ['data.e is an Error', { e: new Error('x') }],
    ['data.e is a RangeError', { e: Object.assign(new RangeError('x'), { code: 'E' }) }],
    ['data.r is a RegExp', { r: /x/ }],
    ['data.m is an array with the property "index"', { m: /x/.exec('x') }],
    ['data.p is a Promise: await it first', { p: Promise.resolve(1) }],
    ['data.w is a WeakMap', { w: new WeakMap() }],
    ['data.w is a WeakRef', { w: new WeakRef({}) }],
    ['data.u is a URLSearchParams', { u: new URLSearchParams('a=1') }],
    ['data.h is a Hidden', { h: new Hidden() }],
    ['data.n is a boxed Number', { n: Object(5) }],
    ['data.d is an invalid Date', { d: new Date(Number.NaN) }],
  ])('refuses what JSON would change: %s', (reason, data) => {
    expect(() => encoded(data)).toThrow(reason);
  });

  it('refuses it in a context, too', () => {
    expect(() => encoded(1, { trace: [new Error('x')] })).toThrow('context.trace[0] is an Error');
  });

  it('finds the one wrong item of very many', () => {
    const many = Array<unknown>(300_000).fill('a');
    many[299_999] = Number.NaN;
    expect(() => encoded({ many })).toThrow('data.many[299999] is NaN');
  });

  it('says of deep data how deep it is, and of a deep fault where it is', () => {
    const nested = (inner: unknown): unknown => {
      let data = inner;
      for (let depth = 0; depth < 100_000; depth++) data = { a: data };
      return data;
    };
    expect(() => encoded(nested(1))).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: expect.stringContaining('nested 100000 deep'),
      }),
    );
    expect(() => encoded(nested(1n))).toThrow(/^data[.a]+…[.a]+ is a BigInt/);
  });

  it('says of data that no text can hold that it is too large', () => {
    const data = {
      toJSON: () => {
        throw new RangeError('Invalid string length');
      },
    };
    expect(() => encoded(data)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

describe('decode', () => {
  it.each<[string, string]>([
    ['not JSON', 'hello'],
    ['not JSON', ''],
    ['not JSON', '{"jq":1,"task":"t","data":'],
    ['not a jq envelope', '[]'],
    ['not a jq envelope', 'null'],
    ['not a jq envelope', '42'],
    ['not a jq envelope', '{"task":"t"}'],
    ['not a jq envelope', '{"jq":"1","task":"t"}'],
    ['not a jq envelope', '{"jq":0,"task":"t"}'],
    ['version 2', '{"jq":2,"task":"t"}'],
    ['"task" is undefined', '{"jq":1}'],
    ['"task" is 7', '{"jq":1,"task":7}'],
    ['"context" is [1]', '{"jq":1,"task":"t","context":[1]}'],
    ['"context" is null', '{"jq":1,"task":"t","context":null}'],
  ])('says %s of %s', (reason, body) => {
    expect(text(body)).toEqual({ undecodable: expect.stringContaining(reason) });
  });

  it('tells broken UTF-8 from a replacement character that was sent', () => {
    const broken = Buffer.from('{"jq":1,"task":"t","data":"\xff"}', 'latin1');
    expect(jsonCodec.decode(broken)).toEqual({ undecodable: expect.stringContaining('UTF-8') });
    expect(text('{"jq":1,"task":"t","data":"\uFFFD"}')).toMatchObject({ data: '\uFFFD' });
  });

  it('ignores unknown fields and reads a view into a larger buffer', () => {
    const large = Buffer.from('xx{"more":[],"jq":1,"task":"t","data":5}yy');
    const view = new Uint8Array(large.buffer, large.byteOffset + 2, large.length - 4);
    expect(jsonCodec.decode(view)).toMatchObject({ task: 't', data: 5 });
  });

  it('takes the empty array of PHP for an empty context', () => {
    expect(text('{"jq":1,"task":"t","data":[],"context":[]}')).toMatchObject({
      data: [],
      context: {},
    });
  });

  it('reads data of any depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(text(`{"jq":1,"task":"t","data":${deep}}`)).toHaveProperty('data');
  });

  it('refuses what is no body', () => {
    for (const body of [undefined, null, 5, '{}', {}])
      expect(() => jsonCodec.decode(body as never)).toThrow(
        expect.objectContaining({
          code: 'invalid',
          message: expect.stringContaining('Uint8Array'),
        }),
      );
  });
});

describe('strictJsonCodec', () => {
  const strict = (data: string) =>
    strictJsonCodec.decode(Buffer.from(`{"jq":1,"task":"t","data":${data}}`));

  it.each(['9007199254740993', '-9007199254740993', '[1,{"a":12345678901234567890}]', '1e400'])(
    'holds %s, which jsonCodec rounds',
    (data) => {
      const at = '{"jq":1,"task":"t","data":'.length + data.search(/-?\d{16}|1e/) + 1;
      expect(strict(data)).toEqual({
        undecodable: expect.stringContaining(`a number, at character ${at}, that JavaScript`),
      });
      expect(text(`{"jq":1,"task":"t","data":${data}}`)).toHaveProperty('task');
    },
  );

  it.each([
    '9007199254740992',
    '10000000000000000',
    '1e300',
    '0.1234567890123456789',
    '"a\\"9007199254740993"',
  ])('reads %s', (data) => {
    expect(strict(data)).toMatchObject({ data: JSON.parse(data) });
  });

  it('writes and refuses as jsonCodec does', () => {
    const message = { task: 't', data: { a: 1 } };
    expect(strictJsonCodec.encode(message)).toEqual(jsonCodec.encode(message));
    expect(strictJsonCodec.decode(Buffer.from('?'))).toEqual({
      undecodable: 'the body is not JSON',
    });
  });
});
