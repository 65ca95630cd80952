import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import {
  MAX_PAYLOAD_BYTES,
  numberIn,
  RECORD_HEADER_BYTES,
  RECORD_LENGTH_AT,
  RECORD_TYPE_AT,
  RecordType,
  SEGMENT_HEADER_BYTES,
  SEGMENT_NONCE_AT,
  segmentName,
} from '../src/journal/format.js';
import type { Random } from './random.js';

const TAIL_BYTES = 16 * 1024;

/** Numbers of the segments in a store, ascending. */
export function segments(store: string): number[] {
  if (!existsSync(store)) return [];
  return readdirSync(store)
    .map((name) => numberIn(name, 'seg'))
    .filter((number) => number !== undefined)
    .toSorted((a, b) => a - b);
}

/**
 * Appends to the live segment what a process killed in the middle of a write could leave there.
 * Answers false when there was no segment to write to.
 */
export function tear(store: string, random: Random): boolean {
  const number = segments(store).at(-1);
  if (number === undefined) return false;
  let fd: number;
  try {
    fd = openSync(join(store, segmentName(number)), constants.O_RDWR | constants.O_APPEND);
  } catch {
    return false; // cleaned away since
  }
  try {
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    readSync(fd, header, 0, header.length, 0);
    const nonce = header.readUInt32LE(SEGMENT_NONCE_AT);
    const torn = random.chance(0.4) ? cutCopy(fd, nonce, random) : undefined;
    writeSync(fd, torn ?? madeUp(nonce, random));
    return true;
  } finally {
    closeSync(fd);
  }
}

/** The beginning of a record that really is in the segment. */
function cutCopy(fd: number, nonce: number, random: Random): Buffer | undefined {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, size - SEGMENT_HEADER_BYTES));
  readSync(fd, tail, 0, tail.length, size - tail.length);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(nonce);
  const at = tail.indexOf(mark, random.whole(0, tail.length));
  if (at < 0 || tail.length - at < RECORD_HEADER_BYTES) return undefined;
  const whole = RECORD_HEADER_BYTES + tail.readUInt32LE(at + RECORD_LENGTH_AT);
  const cut = random.whole(1, Math.min(whole - 1, tail.length - at));
  return Buffer.from(tail.subarray(at, at + cut));
}

/** A plausible header with a short or a huge payload announced, and less than that behind it. */
function madeUp(nonce: number, random: Random): Buffer {
  const length = random.chance(0.3) ? random.whole(0, MAX_PAYLOAD_BYTES) : random.whole(0, 600);
  const record = Buffer.alloc(RECORD_HEADER_BYTES + Math.min(length, 4096));
  for (let at = 0; at < record.length; at += 1) record[at] = random.whole(0, 255);
  record.writeUInt32LE(nonce);
  record.writeUInt32LE(length, RECORD_LENGTH_AT);
  record[RECORD_TYPE_AT] = random.pick(Object.values(RecordType));
  // Cut anywhere; sometimes whole, with a wrong checksum.
  return record.subarray(0, random.chance(0.2) ? record.length : random.whole(1, record.length));
}
