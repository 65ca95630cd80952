import { MAX_PAYLOAD_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES } from './format.js';
import { RecordReader } from './record-reader.js';
import type { Segment } from './segment.js';

const FIRST_BUFFER_BYTES = 256 * 1024;
const MAX_RECORD_BYTES = RECORD_HEADER_BYTES + MAX_PAYLOAD_BYTES;
// Twice the longest record: whatever is torn, a whole one after it fits in the same view.
const MAX_BUFFER_BYTES = 2 * MAX_RECORD_BYTES;

/**
 * Reads the records of a segment in order, as far as they are written. A torn record, left by a
 * killed writer or a full disk, is skipped once a sound record follows it; until then it may still
 * be being written.
 */
export class RecordStream {
  segment: Segment;
  readonly record: RecordReader;
  /** Position in the segment of byte 0 of `record.bytes`, and how many bytes are valid. */
  base: number = SEGMENT_HEADER_BYTES;
  available = 0;
  /** Torn or foreign pieces that were skipped. */
  skipped = 0;
  #at = 0;
  /** The last counter seen of each writer: an older one is a copy inside some task's body. */
  #last = new Map<number, number>();
  readonly #nonce: Buffer = Buffer.alloc(4);

  constructor(segment: Segment) {
    this.record = new RecordReader(Buffer.allocUnsafe(FIRST_BUFFER_BYTES));
    this.segment = segment;
    this.restart(segment);
  }

  /** Position of the next record to read. */
  get position(): number {
    return this.base + this.#at;
  }

  /** Goes to the first record of another segment. */
  restart(segment: Segment): void {
    this.segment = segment;
    this.base = SEGMENT_HEADER_BYTES;
    this.available = 0;
    this.#at = 0;
    this.#last = new Map();
    this.#nonce.writeUInt32LE(segment.nonce);
  }

  /** True when `record` stands on the next record; false at the end of what is written. */
  next(): boolean {
    for (;;) {
      const found = this.record.record(this.#at, this.available, this.segment.nonce);
      if (found === 'whole') {
        this.#at = this.record.end;
        if (this.#fresh()) return true;
      } else if (this.available < this.record.bytes.length) {
        // Everything that was written is in view, unless more came since.
        if (!this.#more() && !this.#skipTorn()) return false;
      } else if (found === 'cut' || !this.#skipTorn()) this.#widen();
    }
  }

  #fresh(): boolean {
    const { client, counter } = this.record;
    if ((this.#last.get(client) ?? -1) >= counter) return false;
    this.#last.set(client, counter);
    return true;
  }

  /** Reads on from the next record; false when nothing new was written. */
  #more(): boolean {
    const before = this.base + this.available;
    this.#read();
    return this.base + this.available > before;
  }

  #read(): void {
    this.base += this.#at;
    this.#at = 0;
    const { bytes } = this.record;
    this.available = this.segment.read(bytes, 0, bytes.length, this.base);
  }

  /** The view is full and does not show the next record whole: move it on, or make it larger. */
  #widen(): void {
    const { bytes } = this.record;
    if (this.#at === 0 && bytes.length < MAX_BUFFER_BYTES)
      this.record.use(Buffer.allocUnsafe(Math.min(MAX_BUFFER_BYTES, bytes.length * 4)));
    // No record starts in the first half of a full view of this size: it is all torn.
    else if (this.#at === 0) this.#at = this.available - MAX_RECORD_BYTES;
    this.#read();
  }

  /**
   * Looks for the next sound record behind a torn one. A copy of an older record inside a body does
   * not count: its writer has written later ones since.
   */
  #skipTorn(): boolean {
    const { bytes } = this.record;
    for (let at = this.#at + 1; ; at++) {
      at = bytes.indexOf(this.#nonce, at);
      if (at < 0 || at + RECORD_HEADER_BYTES > this.available) break;
      if (this.record.record(at, this.available, this.segment.nonce) !== 'whole') continue;
      if ((this.#last.get(this.record.client) ?? -1) >= this.record.counter) continue;
      this.#at = at;
      this.skipped++;
      return true;
    }
    return false;
  }
}
