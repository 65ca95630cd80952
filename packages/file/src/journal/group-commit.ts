import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

import { JobQueueError } from '@jq/core/adapter';

import { fileError, systemCode } from '../errors.js';
import { segmentName } from './format.js';
import type { SegmentFiles } from './segment-files.js';
import type { Segment } from './segment.js';
import { syncFolder } from './sync-folder.js';

/**
 * Brings appended records to the disk: one sync at a time, and everybody who comes while it runs
 * shares the next one.
 */
export class GroupCommit {
  readonly #files: SegmentFiles;
  /** Written to since the last sync began. */
  #dirty = new Set<Segment>();
  /** Being synced now. */
  #syncing = new Set<Segment>();
  /** Segments whose name is known to be on disk. */
  readonly #named = new Set<number>();
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #failure: JobQueueError | undefined;

  constructor(files: SegmentFiles) {
    this.#files = files;
  }

  /** Notes that a segment has records that are not on disk yet. */
  mark(segment: Segment): void {
    this.#dirty.add(segment);
  }

  uses(number: number): boolean {
    for (const segments of [this.#dirty, this.#syncing])
      for (const segment of segments) if (segment.number === number) return true;
    return false;
  }

  /** @throws JobQueueError `unavailable` after a failed sync */
  assertWell(): void {
    if (this.#failure) throw this.#failure;
  }

  /**
   * Resolves once everything marked before is on disk, in files that others find too.
   * @throws JobQueueError `unavailable`: for good after a failed sync; else for as long as the
   * journal is not in its place
   */
  commit(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#queued) return this.#queued;
    if (this.#running) {
      this.#queued = this.#running.then(() => this.#start());
      return this.#queued;
    }
    return this.#start();
  }

  #start(): Promise<void> {
    this.#queued = undefined;
    this.#running = this.#sync().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #sync(): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#syncing = this.#dirty;
    this.#dirty = new Set();
    try {
      for (const segment of this.#syncing) await this.#syncOne(segment);
    } catch (error) {
      this.#assertInPlace();
      // After a failed sync the kernel may have dropped the pages: trying again would prove
      // nothing.
      this.#failure = new JobQueueError(
        'unavailable',
        `${fileError(error, 'syncing', this.#files.folder).message}. This queue stays closed to writes; restart the process once the disk is well`,
        { cause: error },
      );
      throw this.#failure;
    }
    this.#assertInPlace();
  }

  #assertInPlace(): void {
    const synced = this.#syncing;
    this.#syncing = new Set();
    for (const segment of synced) this.#files.assertInPlace(segment);
  }

  async #syncOne(segment: Segment): Promise<void> {
    if (!this.#named.has(segment.number)) {
      await this.syncEnd(segment.number - 1);
      await syncFolder(this.#files.folder);
      this.#named.add(segment.number);
    }
    await segment.dataSync();
  }

  /** Brings the end of a segment to the disk: later ones must not survive without it. */
  async syncEnd(number: number): Promise<void> {
    let file: FileHandle;
    try {
      file = await open(join(this.#files.folder, segmentName(number)), 'r');
    } catch (error) {
      // There is none before the first, and a checkpoint covers those that were deleted.
      if (systemCode(error) === 'ENOENT') return;
      throw error;
    }
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
  }
}
