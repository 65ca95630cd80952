import {
  decodeFrame,
  encodeFrame,
  foreignFrame,
  type Frame,
  frameHeader,
  LONGEST_FRAME_HEADER,
  readFrame,
} from '@jq/core/emulations';
import { describe, expect, it } from 'vitest';

import { fullFrame as frame } from './full-frame.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const plain: Frame = {
  id: 'b',
  priority: 512,
  ttrMs: 60_000,
  attempts: 0,
  moves: 0,
  body: bytes('x'),
};

/** A decoded body is a window on what was stored. */
function read(stored: Uint8Array): Frame | undefined {
  const found = decodeFrame(stored);
  return found && { ...found, body: new Uint8Array(found.body) };
}

describe('a frame', () => {
  it('comes back as it was, body byte for byte', () => {
    for (const each of [frame, plain, { ...plain, body: new Uint8Array() }])
      expect(read(encodeFrame(each))).toEqual(each);
  });

  it('is one line of ASCII and the body', () => {
    expect(encodeFrame(plain).toString('latin1')).toBe('jqf1 {"id":"b","ttrMs":60000}\nx');
  });

  it('can be stored as header and body apart', () => {
    expect(readFrame(frameHeader(frame), frame.body)).toEqual(frame);
  });

  it('has a header no longer than declared', () => {
    const longest: Frame = {
      ...frame,
      id: '"'.repeat(63),
      priority: 4_294_967_295,
      ttrMs: 8_640_000_000_000_000,
      attempts: Number.MAX_SAFE_INTEGER,
      moves: Number.MAX_SAFE_INTEGER,
      notBefore: 8_640_000_000_000_000,
      foreign: true,
    };
    const header = frameHeader(longest);
    expect(header.length).toBeLessThan(LONGEST_FRAME_HEADER);
    expect(read(encodeFrame(longest))).toEqual(longest);
  });

  it('takes fields that it does not know', () => {
    expect(read(bytes('jqf1 {"id":"b","ttrMs":60000,"colour":"red"}\nx'))).toEqual(plain);
  });
});

describe('what is no frame of ours', () => {
  it.each([
    '',
    'x',
    '{"jq":1,"task":"greet"}',
    'jqf2 {"id":"b","ttrMs":60000}\nx',
    'jqf1 {"id":"b","ttrMs":60000}',
    'jqf1 {"id":"b","ttrMs":60000\nx',
    'jqf1 null\nx',
    'jqf1 {"id":"","ttrMs":60000}\nx',
    'jqf1 {"id":"a b","ttrMs":60000}\nx',
    'jqf1 {"id":"b"}\nx',
    'jqf1 {"id":"b","ttrMs":0}\nx',
    'jqf1 {"id":"b","ttrMs":60000,"priority":-1}\nx',
    'jqf1 {"id":"b","ttrMs":60000,"attempts":1.5}\nx',
    'jqf1 {"id":"b","ttrMs":60000,"heldAt":"now"}\nx',
    `jqf1 {"id":"b","ttrMs":60000,"x":"${'y'.repeat(400)}"}\nx`,
  ])('is told apart: %s', (stored) => {
    expect(decodeFrame(bytes(stored))).toBeUndefined();
  });

  it('travels in a frame untouched when it must be copied', () => {
    for (const stored of ['', '{"v":99}', 'jqf2 {"id":"b"}\nx', 'jqf1 {broken\nx']) {
      const wrapped = { ...foreignFrame('m:1', bytes(stored), 1000), attempts: 1, moves: 1 };
      expect(read(encodeFrame(wrapped))).toEqual(wrapped);
    }
  });

  it('is read by the version that knows it, with what was counted meanwhile', () => {
    const stored = encodeFrame({ ...plain, attempts: 1, moves: 2 });
    const wrapped = { ...foreignFrame('m:1', stored, 1000), attempts: 3, moves: 1, heldAt: 5 };
    expect(read(encodeFrame(wrapped))).toEqual({ ...plain, attempts: 4, moves: 3, heldAt: 5 });
  });
});
