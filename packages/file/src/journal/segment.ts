import { constants, type Stats } from 'node:fs';
import { join } from 'node:path';

import { JobQueueError } from '@jq/core/adapter';

import { damaged, fileError } from '../errors.js';
import { Descriptor, withDescriptor } from './descriptor.js';
import {
  FORMAT_VERSION,
  SEGMENT_HEADER_BYTES,
  SEGMENT_MAGIC,
  SEGMENT_NONCE_AT,
  SEGMENT_NUMBER_AT,
  SEGMENT_SEALED_AT,
  SEGMENT_VERSION_AT,
  SEGMENT_WAITED_AT,
  segmentName,
} from './format.js';

const sealedByte: Buffer = Buffer.from([1]);
/**
 * What writers look at after each append; it begins with the nonce, so that the time is aligned.
 */
const NOTICE_BYTES: number = SEGMENT_WAITED_AT + 8 - SEGMENT_NONCE_AT;

/** One file of the journal. Appends of all processes are put in one order by the file system. */
export class Segment {
  readonly number: number;
  readonly nonce: number;
  readonly path: string;
  readonly #file: Descriptor;
  readonly #opened: Stats;
  /** Bytes that it had when somebody looked last; a journal file never gets shorter. */
  #seenBytes: number;
  readonly #notice: Buffer = Buffer.alloc(NOTICE_BYTES);
  readonly #waited: Float64Array = new Float64Array(
    this.#notice.buffer,
    this.#notice.byteOffset,
    NOTICE_BYTES / 8,
  );

  private constructor(number: number, file: Descriptor, header: Buffer) {
    this.number = number;
    this.nonce = header.readUInt32LE(SEGMENT_NONCE_AT);
    this.path = file.path;
    this.#file = file;
    this.#opened = file.stat();
    this.#seenBytes = this.#opened.size;
    header.copy(this.#notice, 0, SEGMENT_NONCE_AT);
  }

  /**
   * @throws JobQueueError; ENOENT comes through as it is, its segment may have been cleaned away.
   */
  static open(folder: string, number: number): Segment {
    const path = join(folder, segmentName(number));
    // O_APPEND: the kernel, not the writer, decides where a record goes.
    const file = new Descriptor(path, constants.O_RDWR | constants.O_APPEND);
    try {
      const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
      const size = file.read(header, 0, SEGMENT_HEADER_BYTES, 0);
      checkHeader(header, size, number, path);
      return new Segment(number, file, header);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** One atomic append. @throws JobQueueError `unavailable` when the disk took only part of it */
  append(bytes: Buffer, length: number): void {
    let written: number;
    try {
      written = this.#file.write(bytes, 0, length);
    } catch (error) {
      throw fileError(error, 'writing', this.path);
    }
    if (written === length) return;
    // The part that was written is a torn record, which readers skip.
    throw new JobQueueError(
      'unavailable',
      `writing ${this.path}: the disk took ${written} of ${length} bytes, it is probably full`,
    );
  }

  read(into: Buffer, at: number, length: number, position: number): number {
    return this.#file.read(into, at, length, position);
  }

  size(): number {
    return this.#file.stat().size;
  }

  /**
   * Whether somebody has begun to end this segment: a record just written may come after its end.
   */
  sealed(): boolean {
    this.#file.read(this.#notice, 0, NOTICE_BYTES, SEGMENT_NONCE_AT);
    return this.#notice[SEGMENT_SEALED_AT - SEGMENT_NONCE_AT] !== 0;
  }

  /** Logical time at which somebody last said here that he waits, as `sealed` saw it last. */
  get waitedAt(): number {
    return this.#waited[(SEGMENT_WAITED_AT - SEGMENT_NONCE_AT) / 8] as number;
  }

  /** Whether `found`, at its path, is this file, and as long as ever. */
  isFileOf(found: Stats): boolean {
    const { ino, dev } = this.#opened;
    if (found.ino !== ino || found.dev !== dev || found.size < this.#seenBytes) return false;
    // As `sealed` saw it last: another journal may have been copied into the file.
    if (this.#notice.readUInt32LE(0) !== this.nonce) return false;
    this.#seenBytes = found.size;
    return true;
  }

  /** Resolves once what was appended is on the disk. */
  dataSync(): Promise<void> {
    return this.#file.dataSync();
  }

  seal(): void {
    this.#overwrite(sealedByte, SEGMENT_SEALED_AT);
  }

  noteWaiter(now: number): void {
    this.#overwrite(new Float64Array([now]), SEGMENT_WAITED_AT);
  }

  #overwrite(bytes: NodeJS.ArrayBufferView, position: number): void {
    // Linux appends even positioned writes of an O_APPEND descriptor, so this needs its own.
    withDescriptor(this.path, 'r+', (file) => file.write(bytes, 0, bytes.byteLength, position));
  }

  close(): void {
    this.#file.close();
  }
}

function checkHeader(header: Buffer, size: number, number: number, path: string): void {
  if (!header.subarray(0, SEGMENT_MAGIC.length).equals(SEGMENT_MAGIC))
    throw damaged(path, 'this is not a @jq/file journal');
  const version = header.readUInt32LE(SEGMENT_VERSION_AT);
  if (version !== FORMAT_VERSION) throw otherVersion(path, version);
  if (size < SEGMENT_HEADER_BYTES) throw damaged(path, `the header is cut off at ${size} bytes`);
  const found = header.readUInt32LE(SEGMENT_NUMBER_AT);
  if (found !== number) throw damaged(path, `the header belongs to segment ${found}`);
}

export function otherVersion(path: string, version: number): JobQueueError {
  return new JobQueueError(
    'unsupported',
    `${path}: written in format ${version}, this @jq/file knows format ${FORMAT_VERSION}: ` +
      'install the @jq/file that wrote it, or drain the queue with that one first',
  );
}
