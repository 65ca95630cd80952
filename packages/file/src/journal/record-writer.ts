import { crc32 } from 'node:zlib';

import {
  RECORD_CLIENT_AT,
  RECORD_COUNTER_AT,
  RECORD_CRC_AT,
  RECORD_HEADER_BYTES,
  RECORD_LENGTH_AT,
  RECORD_TIME_AT,
  RECORD_TYPE_AT,
  type RecordType,
} from './format.js';

/** Builds one record at a time in a buffer that is used again. */
export class RecordWriter {
  bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  length = 0;
  #view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);

  begin(type: RecordType): void {
    this.length = RECORD_HEADER_BYTES;
    this.#view.setUint32(RECORD_TYPE_AT, type, true);
  }

  get payloadBytes(): number {
    return this.length - RECORD_HEADER_BYTES;
  }

  u8(value: number): void {
    this.#room(1);
    this.#view.setUint8(this.length, value);
    this.length += 1;
  }

  u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  f64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** The proof of a lease, in one step: there are many of them in a record. */
  lease(row: number, hash: number, seq: number, attempt: number): void {
    this.#room(20);
    const at = this.length;
    const view = this.#view;
    view.setUint32(at, row, true);
    view.setUint32(at + 4, hash, true);
    view.setFloat64(at + 8, seq, true);
    view.setUint32(at + 16, attempt, true);
    this.length = at + 20;
  }

  /** ASCII text of at most 255 characters, with its length before it. */
  text(value: string): void {
    this.u8(value.length);
    this.ascii(value);
  }

  ascii(value: string): void {
    const size = value.length;
    this.#room(size);
    const { bytes, length } = this;
    for (let i = 0; i < size; i++) bytes[length + i] = value.charCodeAt(i);
    this.length += size;
  }

  raw(value: Uint8Array): void {
    this.#room(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  /** Overwrites a u32 written before, such as a count. */
  patchU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /**
   * Fills in the header; the record is then `bytes[0 … length)`. Called again when the record moves
   * to another segment.
   */
  finish(nonce: number, client: number, counter: number, time: number): void {
    const view = this.#view;
    view.setUint32(0, nonce, true);
    view.setUint32(RECORD_LENGTH_AT, this.payloadBytes, true);
    view.setFloat64(RECORD_CLIENT_AT, client, true);
    view.setFloat64(RECORD_TIME_AT, time, true);
    view.setFloat64(RECORD_COUNTER_AT, counter, true);
    view.setUint32(RECORD_CRC_AT, crc32(this.bytes.subarray(RECORD_LENGTH_AT, this.length)), true);
  }

  #room(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
    this.#view = new DataView(larger.buffer, larger.byteOffset, larger.length);
  }
}
