import { randomInt } from 'node:crypto';

import { type JobQueueError, timers } from '@jq/core/adapter';

import { BootClock, bootId } from './clock/boot-clock.js';
import { LogicalClock } from './clock/logical-clock.js';
import { fileError } from './errors.js';
import { Bodies } from './journal/bodies.js';
import { finishRotation, prepareFolder, prepareJournal } from './journal/folder.js';
import type { RecordType } from './journal/format.js';
import { GroupCommit } from './journal/group-commit.js';
import { Journal } from './journal/journal.js';
import type { RecordWriter } from './journal/record-writer.js';
import { SegmentFiles } from './journal/segment-files.js';
import { STALE_MS, WaiterTable } from './journal/waiter-table.js';
import type { FileSettings } from './options.js';
import type { Effect } from './tasks/effect.js';
import { Replica } from './tasks/replica.js';
import { Maintenance } from './upkeep/maintenance.js';

const IDLE_MS = 1000;
/** Longest run of operations without a turn of the event loop. */
const TURN_MS = 10;
/** How long `relaxed` leaves records to the kernel before it asks for them to be on disk. */
const BACKGROUND_SYNC_MS = 500;
/** A waiter says so again in the journal after this, well before it would be taken for dead. */
const WAITING_AGAIN_MS = 500;
/**
 * Without fsync a look whether the folder is still there is worth this long: it costs as much as
 * the append (8 to 16 µs where both are slow), a hundredth of a percent when done this seldom.
 */
const IN_PLACE_MS = 10;

/**
 * One process's access to a folder: the journal, the replica when needed, and what keeps them up.
 */
export class Store {
  readonly folder: string;
  readonly bodies: Bodies;
  readonly clock: LogicalClock;
  readonly waiters: WaiterTable;
  readonly durable: boolean;
  readonly #files: SegmentFiles;
  readonly #journal: Journal;
  readonly #commits: GroupCommit;
  readonly #maintenance: Maintenance;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #warn: (message: string) => void;
  #syncTimer: NodeJS.Timeout | undefined;
  #replica: Replica | undefined;
  #turnedAt: number = timers.now();
  /** Where and when this process last said that it waits. */
  #waitedIn = 0;
  #waitedAt = 0;
  #inPlaceAt: number = Number.NEGATIVE_INFINITY;
  /** Why nothing that is written here reaches anybody, as the last look found. */
  #lost: JobQueueError | undefined;
  /** Whether something was acknowledged after the last look. */
  #trusted = false;

  /**
   * @throws JobQueueError `invalid`, `unavailable` or `unsupported`, saying what is wrong with the
   * folder
   */
  constructor(folder: string, settings: FileSettings) {
    this.folder = folder;
    this.durable = settings.durability === 'fsync';
    this.#warn = settings.onWarning;
    prepareFolder(folder, settings);
    this.#files = new SegmentFiles(folder);
    prepareJournal(this.#files, randomInt(2 ** 32 - 1));
    finishRotation(this.#files);
    this.clock = LogicalClock.open(
      folder,
      bootId(),
      new BootClock(),
      // Not kept: a process that only puts does without.
      () => new Replica(this.#files, () => {}).tail().tasks.clock,
    );
    this.#journal = new Journal(this.#files, this.clock);
    this.#commits = new GroupCommit(this.#files);
    this.bodies = new Bodies(folder);
    this.waiters = new WaiterTable(folder);
    this.#maintenance = new Maintenance({
      files: this.#files,
      journal: this.#journal,
      commits: this.#commits,
      bodies: this.bodies,
      segmentBytes: settings.segmentBytes,
      replica: () => this.#replica,
      load: () => this.replica,
      warn: settings.onWarning,
    });
    this.#idleTimer = timers.setInterval(() => this.#idle(), IDLE_MS).unref();
  }

  /** The replica, loaded at first use: a process that only puts does without. */
  get replica(): Replica {
    // Not kept when it can't be read to its end.
    this.#replica ??= new Replica(this.#files, (replica) =>
      this.#maintenance.sealed(replica),
    ).tail();
    return this.#replica;
  }

  /** Replays what others wrote since. */
  catchUp(): Replica {
    const { replica } = this;
    this.#journal.catchUp(replica);
    this.assertInPlace(IN_PLACE_MS);
    return replica;
  }

  /** A name that no other body has. */
  newBodyName(): string {
    return `${this.#journal.client.toString(36)}-${randomInt(2 ** 47).toString(36)}`;
  }

  begin(type: RecordType): RecordWriter {
    return this.#journal.begin(type);
  }

  /** Appends the record begun last. */
  append(): void {
    this.#assertWell();
    this.#journal.append();
    this.#wrote();
  }

  /**
   * Appends it; then, unless `certain()` holds, answers what it did, or undefined where that can't
   * be known any more.
   */
  appendUnless(certain: () => boolean): Effect | 'certain' | undefined {
    this.#assertWell();
    const counter = this.#journal.append();
    const outcome = certain() ? 'certain' : this.#journal.outcomeOf(counter, this.replica);
    this.#wrote();
    return outcome;
  }

  /** Appends it and answers what it did. */
  run(): Effect | undefined {
    this.#assertWell();
    const outcome = this.#journal.run(this.replica);
    this.#wrote();
    return outcome;
  }

  /**
   * With `fsync`, resolves once everything appended before is on disk, where others find it; with
   * `relaxed` there is nothing to wait for, and the look whether others find it may be 10 ms old.
   * @throws or rejects with JobQueueError `unavailable`
   */
  committed(): Promise<void> | undefined {
    if (this.durable) return this.#commits.commit().catch(this.#uncommitted);
    if (!this.assertInPlace(IN_PLACE_MS)) this.#trusted = true;
    return this.turn();
  }

  /** Why what this process writes reaches nobody, as the last look found. */
  get lost(): JobQueueError | undefined {
    return this.#lost;
  }

  /**
   * That whoever opens the folder finds what was appended so far, as looked at `withinMs` ago or
   * later; true where it looked now.
   * @throws JobQueueError `unavailable`
   */
  assertInPlace(withinMs = 0): boolean {
    const now = timers.now();
    if (this.#lost === undefined && now - this.#inPlaceAt < withinMs) return false;
    try {
      this.#journal.assertInPlace();
    } catch (error) {
      this.#lost = fileError(error, 'looking for', this.folder);
      throw this.#lost;
    }
    this.#lost = undefined;
    this.#trusted = false;
    this.#inPlaceAt = now;
    return true;
  }

  /**
   * Now and then something to wait for. A loop of awaited operations that never wait for anything
   * would keep every timer and socket of the process from its turn.
   */
  turn(): Promise<void> | undefined {
    const now = timers.now();
    if (now - this.#turnedAt < TURN_MS) return undefined;
    return new Promise((resolve) =>
      timers.setImmediate(() => {
        this.#turnedAt = timers.now();
        resolve();
      }),
    );
  }

  /**
   * Says in the journal that this process waits, where those who append look anyway. To be called
   * before each last look at what is there.
   */
  sayWaiting(now: number): void {
    const { segment } = this.replica;
    if (segment === this.#waitedIn && now - this.#waitedAt < WAITING_AGAIN_MS) return;
    this.#files.find(segment)?.noteWaiter(now);
    this.#waitedIn = segment;
    this.#waitedAt = now;
  }

  /** Whether another process may have waited when this one appended last; after `append` only. */
  somebodyWaits(): boolean {
    const ago = this.clock.now() - this.#journal.current.waitedAt;
    // Not turned round, so that anything but a number counts as yes.
    return !(ago > STALE_MS);
  }

  /**
   * Whatever fails on the way, no file stays open and nothing is begun any more.
   * @throws JobQueueError why not all that was acknowledged is known to be on disk
   */
  async close(): Promise<void> {
    this.#stopTimers();
    try {
      if (this.#tellLoss()) return this.#assertNothingTrusted();
      await this.#maintenance.close();
      await this.#commits.commit();
    } catch (error) {
      throw fileError(error, 'closing', this.folder);
    } finally {
      this.abandon();
      await this.#maintenance.settled();
    }
  }

  /** Lets everything go as it is, where the journal is not in its place any more. */
  abandon(): void {
    this.#stopTimers();
    this.waiters.close();
    this.#files.close();
  }

  #stopTimers(): void {
    timers.clearInterval(this.#idleTimer);
    timers.clearTimeout(this.#syncTimer);
  }

  /** @throws JobQueueError `unavailable` before anything is written that nobody would find */
  #assertWell(): void {
    this.#commits.assertWell();
    if (this.#lost !== undefined) this.assertInPlace();
  }

  #assertNothingTrusted(): void {
    if (this.#trusted && this.#lost !== undefined) throw this.#lost;
  }

  readonly #uncommitted = (error: unknown): never => {
    this.assertInPlace();
    throw error;
  };

  #wrote(): void {
    this.#commits.mark(this.#journal.current);
    this.#syncTimer ??= timers
      .setTimeout(() => {
        this.#syncTimer = undefined;
        // A failure is kept, and every later operation reports it.
        this.#commits.commit().catch(() => this.#tellLoss());
      }, BACKGROUND_SYNC_MS)
      .unref();
    this.#maintenance.wrote(this.#journal.writer.length);
  }

  #idle(): void {
    if (this.#tellLoss()) return;
    try {
      this.#maintenance.idle();
    } catch (error) {
      this.#warn(`looking after ${this.folder} failed: ${String(error)}`);
    }
  }

  /** Looks whether the journal is in its place; where it is not, says so once. */
  #tellLoss(): boolean {
    const known = this.#lost;
    try {
      this.assertInPlace();
      return false;
    } catch (error) {
      const doubt = this.#trusted
        ? ` What was acknowledged in the last ${IN_PLACE_MS} ms before may be lost.`
        : '';
      if (known === undefined) this.#warn(`${(error as Error).message}.${doubt}`);
      return true;
    }
  }
}
