import type { Segment } from './segment.js';

const AHEAD_BYTES = 64 * 1024;
/** What may stand between two items for them to count as neighbours. */
export const GAP_BYTES = 4096;

/**
 * Reads items one at a time; where they follow each other, many with one system call. What is in a
 * segment never changes, so bytes that were read stay true.
 */
export class ReadAhead {
  #segment: Segment | undefined;
  /** Position in the segment of byte 0 of `#bytes`, and how many bytes are valid. */
  #base = 0;
  #available = 0;
  #bytes: Buffer | undefined;

  /** Fills `into` from `position` on; answers how many bytes there were. */
  read(segment: Segment, into: Buffer, position: number): number {
    const { length } = into;
    let at = position - this.#base;
    const near = segment === this.#segment && at >= 0 && at <= this.#available + GAP_BYTES;
    // The first of a row is read as it is: it may be the only one.
    if (!near || length > AHEAD_BYTES / 2) return this.#readAlone(segment, into, position);
    this.#bytes ??= Buffer.allocUnsafeSlow(AHEAD_BYTES);
    if (at + length > this.#available) {
      this.#available = segment.read(this.#bytes, 0, AHEAD_BYTES, position);
      this.#base = position;
      at = 0;
    }
    return this.#bytes.copy(into, 0, at, Math.min(this.#available, at + length));
  }

  #readAlone(segment: Segment, into: Buffer, position: number): number {
    this.#segment = segment;
    this.#base = position + into.length;
    this.#available = 0;
    return segment.read(into, 0, into.length, position);
  }
}
