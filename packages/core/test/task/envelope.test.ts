import { jsonCodec } from '@jq/core';
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

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each<[string, unknown]>([
    ['circular', cycle],
    ['BigInt', { n: 1n }],
    ['data is a function', () => 1],
    ['onDone is a function', { a: [{ onDone: () => 1 }] }],
    ['s is a symbol', { s: Symbol('x') }],
    ['n is NaN', { n: Number.NaN }],
    ['0 is Infinity', [Infinity]],
    ['data is a Map', new Map()],
    ['tags is a Set', { tags: new Set() }],
    ['data is binary', Buffer.from('x')],
    ['bytes is binary', { bytes: new Uint8Array(1) }],
    ['undefined at index 1', [1, undefined]],
  ])('refuses what JSON would change: %s', (reason, data) => {
    expect(() => encoded(data)).toThrow(reason);
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
});
