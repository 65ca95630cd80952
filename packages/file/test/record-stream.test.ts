import { appendFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { RecordType } from '../src/journal/format.js';
import { RecordStream } from '../src/journal/record-stream.js';
import { RecordWriter } from '../src/journal/record-writer.js';
import { createSegmentNow } from '../src/journal/segment-draft.js';
import { Segment } from '../src/journal/segment.js';
import { newFolder } from './folder.js';

const NONCE = 0x5eed_1234;
const WRITER = 77;

function newSegment(): Segment {
  const folder = newFolder();
  createSegmentNow(folder, { number: 1, nonce: NONCE, waitedAt: 0 });
  return Segment.open(folder, 1);
}

function record(counter: number, payload: Uint8Array, nonce = NONCE): Buffer {
  const writer = new RecordWriter();
  writer.begin(RecordType.put);
  writer.raw(payload);
  writer.finish(nonce, WRITER, counter, counter);
  return Buffer.from(writer.bytes.subarray(0, writer.length));
}

const text = (value: string): Buffer => Buffer.from(value);

function counters(stream: RecordStream): number[] {
  const found: number[] = [];
  while (stream.next()) found.push(stream.record.counter);
  return found;
}

test('records come in the order they were written, as they are written', () => {
  const segment = newSegment();
  const stream = new RecordStream(segment);
  expect(counters(stream)).toEqual([]);
  appendFileSync(segment.path, Buffer.concat([record(0, text('a')), record(1, text('b'))]));
  expect(counters(stream)).toEqual([0, 1]);
  appendFileSync(segment.path, record(2, text('c')));
  expect(counters(stream)).toEqual([2]);
});

test('a record that is cut off at the end is waited for', () => {
  const segment = newSegment();
  const stream = new RecordStream(segment);
  const whole = record(0, Buffer.alloc(5000, 'x'));
  for (const cut of [3, 30, 45, 4000]) {
    const before = segment.size();
    appendFileSync(segment.path, whole.subarray(before - 64, cut));
    expect(counters(stream)).toEqual([]);
  }
  appendFileSync(segment.path, whole.subarray(4000));
  expect(counters(stream)).toEqual([0]);
  expect(stream.skipped).toBe(0);
});

test.each([3, 20, 39, 41, 900, 4_999])(
  'a record torn after %i bytes is skipped once a sound one follows',
  (cut) => {
    const segment = newSegment();
    const stream = new RecordStream(segment);
    appendFileSync(segment.path, record(0, Buffer.alloc(5000, 'x')).subarray(0, cut));
    expect(counters(stream)).toEqual([]);
    appendFileSync(segment.path, record(1, text('sound')));
    expect(counters(stream)).toEqual([1]);
    expect(stream.skipped).toBe(1);
  },
);

test('a torn record of the longest kind, several views long, is skipped', () => {
  const segment = newSegment();
  appendFileSync(segment.path, record(0, Buffer.alloc(2 * 1024 * 1024 - 1)).subarray(0, -1));
  appendFileSync(segment.path, record(1, Buffer.alloc(2 * 1024 * 1024 - 1)).subarray(0, -1));
  appendFileSync(segment.path, Buffer.alloc(9 * 1024 * 1024, 0xee));
  appendFileSync(segment.path, record(2, text('sound')));
  expect(counters(new RecordStream(segment))).toEqual([2]);
});

test('a copy of an older record inside a torn body is not taken for a record', () => {
  const segment = newSegment();
  const first = record(0, text('first'));
  appendFileSync(segment.path, first);
  const carrier = record(1, Buffer.concat([text('here: '), first, Buffer.alloc(500)]));
  appendFileSync(segment.path, carrier.subarray(0, 200));
  const stream = new RecordStream(segment);
  expect(counters(stream)).toEqual([0]);
  appendFileSync(segment.path, record(2, text('last')));
  expect(counters(stream)).toEqual([2]);
});

test('records of another segment and flipped bits are no records', () => {
  const segment = newSegment();
  const flipped = record(1, text('flipped'));
  flipped[45] = (flipped[45] as number) ^ 1;
  appendFileSync(segment.path, record(0, text('foreign'), NONCE + 1));
  appendFileSync(segment.path, flipped);
  appendFileSync(segment.path, record(2, text('sound')));
  expect(counters(new RecordStream(segment))).toEqual([2]);
});
