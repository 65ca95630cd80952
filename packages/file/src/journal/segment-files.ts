import { readdirSync } from 'node:fs';

import { closed } from '@jq/core/adapter';

import { damaged, systemCode } from '../errors.js';
import { FolderIdentity } from './folder-identity.js';
import { numberIn } from './format.js';
import { Segment } from './segment.js';

/** The segments of a folder that this process has open. */
export class SegmentFiles {
  readonly folder: string;
  readonly #identity: FolderIdentity;
  readonly #open = new Map<number, Segment>();
  #closed = false;

  constructor(folder: string) {
    this.folder = folder;
    this.#identity = new FolderIdentity(folder);
  }

  /** @throws ENOENT when the segment was cleaned away; JobQueueError `closed`, `unavailable` */
  get(number: number): Segment {
    let segment = this.#open.get(number);
    if (segment === undefined) {
      if (this.#closed) throw closed(`journal ${this.folder}`);
      segment = Segment.open(this.folder, number);
      this.#open.set(number, segment);
      this.#identity.assertSame();
    }
    return segment;
  }

  /**
   * That whoever opens the folder now finds what was appended to the segment so far.
   * @throws JobQueueError `unavailable`
   */
  assertInPlace(segment: Segment): void {
    this.#identity.assertInPlace(segment);
  }

  /** As `get`, but undefined when the segment is not there. */
  find(number: number): Segment | undefined {
    try {
      return this.get(number);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Numbers of the segments or checkpoints in the folder, ascending. */
  numbers(kind: 'seg' | 'ckpt'): number[] {
    return this.#names()
      .map((name) => numberIn(name, kind))
      .filter((number) => number !== undefined)
      .toSorted((a, b) => a - b);
  }

  /**
   * The segment that records go to now. A newer one exists already while this is being sealed. What
   * a checkpoint covers has ended, even if a power loss took the note of it.
   */
  newest(): Segment {
    for (;;) {
      const covered = this.numbers('ckpt').at(-1) ?? 0;
      const last = this.numbers('seg').at(-1);
      if (last === undefined) throw damaged(this.folder, 'the journal is gone');
      const before = last > covered ? this.find(last - 1) : undefined;
      if (before !== undefined && !before.sealed()) return before;
      const segment = this.find(last);
      if (segment !== undefined) return segment;
    }
  }

  /** Closes the files that nobody needs any more. */
  retire(needed: (number: number) => boolean): void {
    for (const [number, segment] of this.#open) {
      if (needed(number)) continue;
      this.#open.delete(number);
      segment.close();
    }
  }

  /** None of its files can be used or opened from now on. */
  close(): void {
    this.#closed = true;
    this.retire(() => false);
    this.#identity.close();
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') this.#identity.assertSame();
      throw error;
    }
  }
}
