import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import { PacketReader } from '../src/broker/packet-reader.js';
import {
  assignedJob,
  FROM_SERVER,
  HEAD_BYTES,
  PACKET,
  request,
  requestWithBody,
  textFields,
} from '../src/broker/packets.js';

type Seen = readonly [type: number, data: string];

function read(chunks: readonly Buffer[]): Seen[] {
  const seen: Seen[] = [];
  const reader = new PacketReader(({ type, bytes, start, end }) =>
    seen.push([type, bytes.toString('latin1', start, end)]),
  );
  for (const chunk of chunks) reader.read(chunk);
  return seen;
}

function wire(packets: readonly Seen[]): Buffer {
  return Buffer.concat(
    packets.map(([type, data]) => {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(FROM_SERVER, 0);
      head.writeUInt32BE(type, 4);
      head.writeUInt32BE(data.length, 8);
      return Buffer.concat([head, Buffer.from(data, 'latin1')]);
    }),
  );
}

const packet = fc
  .tuple(fc.integer({ min: 1, max: 42 }), fc.uint8Array({ maxLength: 300 }))
  .map(([type, data]): Seen => [type, Buffer.from(data).toString('latin1')]);

test('packets are read however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(packet, { maxLength: 12 }),
      fc.array(fc.nat({ max: 4000 }), { maxLength: 30 }),
      (packets, cuts) => {
        const bytes = wire(packets);
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted(
          (a, b) => a - b,
        );
        const chunks = [...at, bytes.length].map((end, i) => bytes.subarray(at[i - 1] ?? 0, end));
        expect(read(chunks)).toEqual(packets);
      },
    ),
  );
});

test('packets are read byte by byte', () => {
  const packets: Seen[] = [
    [PACKET.JOB_CREATED, 'H:host:1'],
    [PACKET.NO_JOB, ''],
    [PACKET.JOB_ASSIGN_UNIQ, 'H:host:1\0jobs\0id\0\0RES\0\0'],
  ];
  expect(read([...wire(packets)].map((byte) => Buffer.from([byte])))).toEqual(packets);
});

test('a large body is not copied again and again', () => {
  const bytes = wire([[PACKET.JOB_ASSIGN_UNIQ, 'x'.repeat(16 * 1024 * 1024)]]);
  const sizes: number[] = [];
  const reader = new PacketReader(({ start, end }) => sizes.push(end - start));
  const joined = vi.spyOn(Buffer, 'concat');
  for (let at = 0; at < bytes.length; at += 16_384) reader.read(bytes.subarray(at, at + 16_384));
  expect(sizes).toEqual([16 * 1024 * 1024]);
  // Once when the head was whole, once when the body was.
  expect(joined.mock.calls.length).toBeLessThanOrEqual(2);
  joined.mockRestore();
});

test('what gearmand never sends is refused', () => {
  for (const text of [
    'HTTP/1.1 400 Bad Request\r\n',
    '\0REQ\0\0\0\u0001\0\0\0\0',
    'OK 1.1.20\r\n.\r\n',
  ])
    expect(() => read([Buffer.from(text, 'latin1')])).toThrow(
      expect.objectContaining({ code: 'unexpected' }) as Error,
    );
});

test('requests are written as the protocol has them', () => {
  expect(request(PACKET.CAN_DO, 'jobs').toString('latin1')).toBe(
    '\0REQ\0\0\0\u0001\0\0\0\u0004jobs',
  );
  const head = requestWithBody(PACKET.SUBMIT_JOB_BG, ['jobs', 'id'], 'ab', 3);
  expect(head.toString('latin1')).toBe('\0REQ\0\0\0\u0012\0\0\0\u000djobs\0id\0ab');
});

test('fields are cut at NUL, the last one reaches to the end', () => {
  const of = (text: string) => {
    const bytes = Buffer.from(`before${text}after`, 'latin1');
    return { type: 0, bytes, start: 'before'.length, end: bytes.length - 'after'.length };
  };
  expect(textFields(of('H:1\u00001\u00000\u00002\u00003'), 5)).toEqual(['H:1', '1', '0', '2', '3']);
  expect(textFields(of('CODE\0text\0more'), 2)).toEqual(['CODE', 'text\0more']);
  expect(textFields(of('alone'), 2)).toEqual(['alone', '']);
  const job = assignedJob(of('H:1\0jobs\0\0a\0b'));
  expect({ ...job, body: job.body.toString() }).toEqual({
    handle: 'H:1',
    unique: '',
    body: 'a\0b',
  });
});
