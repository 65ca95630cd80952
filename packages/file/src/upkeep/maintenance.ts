import { timers } from '@jq/core/adapter';

import type { Bodies } from '../journal/bodies.js';
import { SEGMENT_HEADER_BYTES } from '../journal/format.js';
import type { GroupCommit } from '../journal/group-commit.js';
import type { Journal } from '../journal/journal.js';
import type { SegmentFiles } from '../journal/segment-files.js';
import { writeCheckpoint } from '../tasks/checkpoint.js';
import type { Replica } from '../tasks/replica.js';
import { takeSnapshot } from '../tasks/snapshot.js';
import { deleteOlder, deleteUnnamedBodies } from './cleanup.js';
import { moveItems, sparseSegments } from './compaction.js';

/** An empty queue's journal may stay this large. */
const DRAINED_BYTES = 1024 * 1024;
/**
 * A checkpoint is due when replaying the segment would take about as long as reading the
 * checkpoint.
 */
const SEGMENT_PER_STATE = 0.5;
/**
 * A process that only puts leaves rotation to the workers unless the segment grows this much over.
 */
const PRODUCER_PATIENCE = 1.5;
/** A process that only appends looks this often how far the segment is. */
const LOOKS_PER_SEGMENT = 8;
/** After a failure, such as a full disk, the next try waits. */
const PAUSE_AFTER_FAILURE_MS = 5000;

export interface MaintenanceParts {
  readonly files: SegmentFiles;
  readonly journal: Journal;
  readonly commits: GroupCommit;
  readonly bodies: Bodies;
  readonly segmentBytes: number;
  /** The replica, if this process has one; with `load`, always. */
  replica(): Replica | undefined;
  load(): Replica;
  warn(message: string): void;
}

/**
 * Keeps the journal short: ends segments, writes checkpoints, deletes and compacts what is behind.
 */
export class Maintenance {
  readonly #parts: MaintenanceParts;
  /** The segment at whose start this process owes a checkpoint. */
  #owed: number | undefined;
  /** What is under way; never both for the same segment, and nothing new begins meanwhile. */
  #ending: Promise<void> | undefined;
  #checkpointing: Promise<void> | undefined;
  #unseenBytes = 0;
  #notBefore = 0;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  /** To be called after each append. */
  wrote(bytes: number): void {
    const replica = this.#parts.replica();
    this.#unseenBytes += bytes;
    const { journal, segmentBytes } = this.#parts;
    if (this.#unseenBytes > segmentBytes / LOOKS_PER_SEGMENT) {
      this.#unseenBytes = 0;
      if (replica) journal.catchUp(replica);
      else if (journal.current.size() > segmentBytes * PRODUCER_PATIENCE) this.#parts.load();
    }
    if (replica && replica.position > this.#limit(replica)) this.#rotate(replica);
  }

  /** To be called now and then while nothing else happens: follows the others and lets files go. */
  idle(): void {
    const { files, journal, commits } = this.#parts;
    const replica = this.#parts.replica();
    journal.follow();
    if (replica) {
      journal.catchUp(replica);
      if (this.#drained(replica)) this.#rotate(replica);
    }
    files.retire(
      (number) =>
        number === journal.current.number ||
        number === replica?.segment ||
        replica?.tasks.segments.has(number) === true ||
        commits.uses(number),
    );
  }

  /** The replica's hook at each end of a segment. */
  sealed(replica: Replica): void {
    if (this.#owed !== replica.segment) return;
    this.#owed = undefined;
    this.#checkpointing = this.#checkpoint(replica)
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => {
        this.#checkpointing = undefined;
      });
  }

  async close(): Promise<void> {
    const replica = this.#parts.replica();
    await this.settled();
    if (replica === undefined) return;
    this.#parts.journal.catchUp(replica);
    if (this.#drained(replica)) this.#rotate(replica);
    await this.settled();
  }

  /** Once what is under way has ended. Never rejects. */
  async settled(): Promise<void> {
    await this.#ending;
    await this.#checkpointing;
  }

  #limit(replica: Replica): number {
    return Math.max(this.#parts.segmentBytes, replica.tasks.bytes * SEGMENT_PER_STATE);
  }

  #drained(replica: Replica): boolean {
    if (replica.tasks.table.live > 0 || replica.position === SEGMENT_HEADER_BYTES) return false;
    return replica.position > DRAINED_BYTES || this.#parts.files.numbers('seg').length > 1;
  }

  #rotate(replica: Replica): void {
    if (this.#ending || this.#checkpointing || timers.now() < this.#notBefore) return;
    this.#ending = this.#endSegment(replica)
      .catch((error: unknown) => {
        this.#owed = undefined;
        this.#fail(error);
      })
      .finally(() => {
        this.#ending = undefined;
      });
  }

  async #endSegment(replica: Replica): Promise<void> {
    const { journal } = this.#parts;
    const { segment } = replica;
    // Somebody else may just have done it, or do it meanwhile.
    const isOurs = (): boolean => {
      journal.follow();
      journal.catchUp(replica);
      return replica.segment === segment && journal.current.number === segment;
    };
    if (!isOurs() || !this.#isDue(replica)) return;
    journal.assertInPlace();
    await journal.prepareNext();
    if (!isOurs()) return;
    this.#owed = segment + 1;
    journal.rotate();
    journal.catchUp(replica);
  }

  #isDue(replica: Replica): boolean {
    return replica.position > this.#limit(replica) || this.#drained(replica);
  }

  async #checkpoint(replica: Replica): Promise<void> {
    const { files, journal, commits, bodies } = this.#parts;
    const { segment: base, nonce } = replica;
    const snapshot = takeSnapshot(replica.tasks);
    const needed = new Set(snapshot.header.segments.map(([number]) => number));
    // It must not point at what a power loss can still take.
    for (const number of new Set([...needed, base - 1])) await commits.syncEnd(number);
    // Nor be put, or anything be deleted, where another journal stands by now.
    journal.assertInPlace();
    await writeCheckpoint(files.folder, base, nonce, snapshot, journal.client.toString(36));
    journal.assertInPlace();
    await deleteOlder(files, base, needed);
    await deleteUnnamedBodies(bodies, replica);
    const sparse = sparseSegments(files, replica, base);
    if (sparse.size > 0)
      await moveItems(journal, replica, sparse, () => commits.mark(journal.current));
  }

  #fail(error: unknown): void {
    this.#notBefore = timers.now() + PAUSE_AFTER_FAILURE_MS;
    this.#parts.warn(`tidying up the journal failed, it will be tried again: ${String(error)}`);
  }
}
