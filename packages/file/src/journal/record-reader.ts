import { crc32 } from 'node:zlib';

import {
  MAX_PAYLOAD_BYTES,
  RECORD_CLIENT_AT,
  RECORD_COUNTER_AT,
  RECORD_CRC_AT,
  RECORD_HEADER_BYTES,
  RECORD_LENGTH_AT,
  RECORD_TIME_AT,
  RECORD_TYPE_AT,
} from './format.js';

/** A cursor over bytes read from a segment, and the header of the record it stands on. */
export class RecordReader {
  bytes: Buffer;
  /** Next byte to read of the payload. */
  at = 0;
  type = 0;
  client = 0;
  time = 0;
  counter = 0;
  end = 0;
  #view: DataView;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  use(bytes: Buffer): void {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * Reads the record that starts at `at` when it is whole and sound: the cursor then stands on its
   * payload. `'cut'`: its end is not there (yet). `'bad'`: these bytes are no record of this
   * segment.
   */
  record(at: number, available: number, nonce: number): 'whole' | 'cut' | 'bad' {
    if (at + RECORD_HEADER_BYTES > available) return 'cut';
    const view = this.#view;
    if (view.getUint32(at, true) !== nonce) return 'bad';
    const length = view.getUint32(at + RECORD_LENGTH_AT, true);
    if (length > MAX_PAYLOAD_BYTES) return 'bad';
    const end = at + RECORD_HEADER_BYTES + length;
    if (end > available) return 'cut';
    const sum = crc32(this.bytes.subarray(at + RECORD_LENGTH_AT, end));
    if (sum !== view.getUint32(at + RECORD_CRC_AT, true)) return 'bad';
    this.type = view.getUint8(at + RECORD_TYPE_AT);
    this.client = view.getFloat64(at + RECORD_CLIENT_AT, true);
    this.time = view.getFloat64(at + RECORD_TIME_AT, true);
    this.counter = view.getFloat64(at + RECORD_COUNTER_AT, true);
    this.at = at + RECORD_HEADER_BYTES;
    this.end = end;
    return 'whole';
  }

  u8(): number {
    return this.#view.getUint8(this.at++);
  }

  u32(): number {
    const value = this.#view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  f64(): number {
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  text(): string {
    return this.ascii(this.u8());
  }

  ascii(length: number): string {
    const text = this.bytes.toString('latin1', this.at, this.at + length);
    this.at += length;
    return text;
  }

  skip(length: number): void {
    this.at += length;
  }
}
