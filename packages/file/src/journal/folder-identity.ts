import { type Stats, statSync } from 'node:fs';

import { JobQueueError } from '@jq/core/adapter';

import { Descriptor } from './descriptor.js';
import type { Segment } from './segment.js';

/**
 * Whether the folder that this process opened is still the one at its path. Who writes to a folder
 * that was deleted, renamed or replaced gets no error from the system, and nobody ever reads it.
 */
export class FolderIdentity {
  readonly #path: string;
  /** Held open, so that no other folder is given the same inode. */
  readonly #folder: Descriptor;
  readonly #opened: Stats;

  constructor(path: string) {
    this.#path = path;
    this.#folder = new Descriptor(path, 'r');
    this.#opened = this.#folder.stat();
  }

  /** @throws JobQueueError `unavailable` */
  assertSame(): void {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found === undefined) throw this.#lost('the folder was deleted or renamed');
    const { ino, dev } = this.#opened;
    if (found.ino !== ino || found.dev !== dev)
      throw this.#lost('another folder stands in its place');
  }

  /**
   * That whoever opens the folder now finds what was appended to the segment so far.
   * @throws JobQueueError `unavailable`
   */
  assertInPlace(segment: Segment): void {
    const found = statSync(segment.path, { throwIfNoEntry: false });
    if (found !== undefined && segment.isFileOf(found)) return;
    this.assertSame();
    // Another process ended it, and may have deleted it once all that was in it was done.
    if (segment.sealed()) return;
    if (found === undefined) throw this.#lost(`${segment.path} was deleted`);
    throw this.#lost(`${segment.path} was replaced or cut, as by a restore from a copy`);
  }

  close(): void {
    this.#folder.close();
  }

  #lost(what: string): JobQueueError {
    return new JobQueueError(
      'unavailable',
      `${this.#path}: ${what} while this process had it open, so nobody would find what it writes. ` +
        'Put the folder back, or restart the process to begin with what is there',
    );
  }
}
