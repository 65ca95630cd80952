import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { fileError, systemCode } from '../errors.js';
import { Descriptor } from './descriptor.js';
import {
  FORMAT_VERSION,
  SEGMENT_HEADER_BYTES,
  SEGMENT_MAGIC,
  SEGMENT_NONCE_AT,
  SEGMENT_NUMBER_AT,
  SEGMENT_VERSION_AT,
  SEGMENT_WAITED_AT,
  segmentName,
} from './format.js';

/** What a new segment begins with. */
export interface SegmentStart {
  readonly number: number;
  readonly nonce: number;
  /**
   * When somebody last said that he waits: who waits at the end of the segment before has not said
   * so here yet, and should be looked for all the same.
   */
  readonly waitedAt: number;
}

/** Makes a segment if nobody has; whole or not at all, also when killed half-way. */
export async function createSegment(folder: string, start: SegmentStart): Promise<void> {
  const draft = new SegmentDraft(folder, start);
  try {
    await draft.file.sync();
    draft.publish();
  } finally {
    draft.discard();
  }
}

/** The same without letting anything else go on. */
export function createSegmentNow(folder: string, start: SegmentStart): void {
  const draft = new SegmentDraft(folder, start);
  try {
    draft.file.syncNow();
    draft.publish();
  } finally {
    draft.discard();
  }
}

/** A segment under another name, which has to be on disk before it is published. */
class SegmentDraft {
  readonly file: Descriptor;
  readonly #path: string;
  readonly #draft: string;

  constructor(folder: string, start: SegmentStart) {
    this.#path = join(folder, segmentName(start.number));
    this.#draft = `${this.#path}.${start.nonce.toString(36)}.tmp`;
    try {
      this.file = new Descriptor(this.#draft, 'wx');
    } catch (error) {
      throw fileError(error, 'creating', this.#path);
    }
    try {
      writeWhole(this.file, headerOf(start));
    } catch (error) {
      this.discard();
      throw fileError(error, 'creating', this.#path);
    }
  }

  /** Gives it its name, unless another one has it. */
  publish(): void {
    try {
      linkSync(this.#draft, this.#path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileError(error, 'creating', this.#path);
    }
  }

  discard(): void {
    this.file.close();
    rmSync(this.#draft, { force: true });
  }
}

function headerOf({ number, nonce, waitedAt }: SegmentStart): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  SEGMENT_MAGIC.copy(header);
  header.writeUInt32LE(FORMAT_VERSION, SEGMENT_VERSION_AT);
  header.writeUInt32LE(number, SEGMENT_NUMBER_AT);
  header.writeUInt32LE(nonce, SEGMENT_NONCE_AT);
  header.writeDoubleLE(waitedAt, SEGMENT_WAITED_AT);
  return header;
}

function writeWhole(file: Descriptor, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += file.write(bytes, at, bytes.length - at);
}
