import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import { ReplyParser } from '../src/broker/reply-parser.js';

type Reply = readonly [string, string | undefined];

function parse(chunks: readonly Buffer[]): Reply[] {
  const replies: Reply[] = [];
  const parser = new ReplyParser((line, body) => replies.push([line, body?.toString('latin1')]));
  for (const chunk of chunks) parser.read(chunk);
  return replies;
}

const plainReply = fc.constantFrom('INSERTED 12', 'DELETED', 'TIMED_OUT', 'USING a-b', 'KICKED 3');
const bodyReply = fc
  .tuple(fc.constantFrom('RESERVED 7', 'FOUND 8', 'OK'), fc.uint8Array({ maxLength: 300 }))
  .map(([word, body]): Reply => [`${word} ${body.length}`, Buffer.from(body).toString('latin1')]);
const reply = fc.oneof(
  plainReply.map((line): Reply => [line, undefined]),
  bodyReply,
);

const wire = (replies: readonly Reply[]): Buffer =>
  Buffer.from(
    replies.map(([line, body]) => `${line}\r\n${body === undefined ? '' : `${body}\r\n`}`).join(''),
    'latin1',
  );

test('replies are read however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(reply, { maxLength: 12 }),
      fc.array(fc.nat({ max: 400 }), { maxLength: 30 }),
      (replies, cuts) => {
        const bytes = wire(replies);
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted(
          (a, b) => a - b,
        );
        const chunks = [...at, bytes.length].map((end, i) => bytes.subarray(at[i - 1] ?? 0, end));
        expect(parse(chunks)).toEqual(replies);
      },
    ),
  );
});

test('replies are read byte by byte', () => {
  const replies: Reply[] = [
    ['RESERVED 1 2', '\r\n'],
    ['DELETED', undefined],
    ['OK 0', ''],
    ['OK 9', 'OK 3\r\nabc'],
  ];
  expect(parse([...wire(replies)].map((byte) => Buffer.from([byte])))).toEqual(replies);
});

test('a large body is not copied again and again', () => {
  const size = 64 * 1024 * 1024;
  const replies: number[] = [];
  const parser = new ReplyParser((_line, body) => replies.push(body?.length ?? -1));
  parser.read(Buffer.from(`RESERVED 1 ${size}\r\n`));
  const chunk = Buffer.alloc(16 * 1024);
  const joined = vi.spyOn(Buffer, 'concat');
  for (let sent = 0; sent < size; sent += chunk.length) parser.read(chunk);
  parser.read(Buffer.from('\r\n'));
  expect(replies).toEqual([size]);
  expect(joined).toHaveBeenCalledTimes(1);
  joined.mockRestore();
});

test('a body whose end is torn keeps all its bytes, and the next reply is read', () => {
  const bytes = Buffer.from('RESERVED 1 4\r\nab\0\0\0\0TIMED_OUT\r\n');
  const replies: Reply[] = [
    ['RESERVED 1 4', 'ab\0\0\0\0'],
    ['TIMED_OUT', undefined],
  ];
  expect(parse([bytes])).toEqual(replies);
  expect(parse([...bytes].map((byte) => Buffer.from([byte])))).toEqual(replies);
});

test('what beanstalkd never sends is refused', () => {
  for (const text of [
    'x'.repeat(2000),
    'OK many\r\n',
    'OK 99999999999\r\n',
    'RESERVED 1 -2\r\nab\r\n',
  ])
    expect(() => parse([Buffer.from(text)])).toThrow(
      expect.objectContaining({ code: 'unexpected' }) as Error,
    );
});
