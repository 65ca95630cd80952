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

import type { Random } from './random.js';

/**
 * The parts of docs/file-format.md that a torn record is made of; a test holds them to the source.
 */
export const FORMAT = {
  segmentHeaderBytes: 64,
  segmentNonceAt: 16,
  recordHeaderBytes: 40,
  recordLengthAt: 8,
  recordTypeAt: 12,
  maxPayloadBytes: 2_097_152,
  recordTypes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
} as const;
const SEGMENT_NAME = /^seg-(\d{8,10})\.log$/;

const TAIL_BYTES = 16 * 1024;

/** Numbers of the segments in a store, ascending. */
export function segments(store: string): number[] {
  if (!existsSync(store)) return [];
  return readdirSync(store)
    .map((name) => numberOf(name))
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
    fd = openSync(
      join(store, `seg-${String(number).padStart(8, '0')}.log`),
      constants.O_RDWR | constants.O_APPEND,
    );
  } catch {
    return false; // cleaned away since
  }
  try {
    const header = Buffer.alloc(FORMAT.segmentHeaderBytes);
    readSync(fd, header, 0, header.length, 0);
    const nonce = header.readUInt32LE(FORMAT.segmentNonceAt);
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
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, size - FORMAT.segmentHeaderBytes));
  readSync(fd, tail, 0, tail.length, size - tail.length);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(nonce);
  const at = tail.indexOf(mark, random.whole(0, tail.length));
  if (at < 0 || tail.length - at < FORMAT.recordHeaderBytes) return undefined;
  const whole = FORMAT.recordHeaderBytes + tail.readUInt32LE(at + FORMAT.recordLengthAt);
  const cut = random.whole(1, Math.min(whole - 1, tail.length - at));
  return Buffer.from(tail.subarray(at, at + cut));
}

/** A plausible header with a short or a huge payload announced, and less than that behind it. */
function madeUp(nonce: number, random: Random): Buffer {
  const length = random.chance(0.3)
    ? random.whole(0, FORMAT.maxPayloadBytes)
    : random.whole(0, 600);
  const record = Buffer.alloc(FORMAT.recordHeaderBytes + Math.min(length, 4096));
  for (let at = 0; at < record.length; at += 1) record[at] = random.whole(0, 255);
  record.writeUInt32LE(nonce);
  record.writeUInt32LE(length, FORMAT.recordLengthAt);
  record[FORMAT.recordTypeAt] = random.pick(FORMAT.recordTypes);
  // Cut anywhere; sometimes whole, with a wrong checksum.
  return record.subarray(0, random.chance(0.2) ? record.length : random.whole(1, record.length));
}

function numberOf(name: string): number | undefined {
  const found = SEGMENT_NAME.exec(name)?.[1];
  return found === undefined ? undefined : Number(found);
}
