import { randomInt } from 'node:crypto';

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
  #turnedAt: number = performance.now();
  /** Where and when this process last said that it waits. */
  #waitedIn = 0;
  #waitedAt = 0;

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
    this.#commits = new GroupCommit(folder);
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
    this.#idleTimer = setInterval(() => this.#idle(), IDLE_MS).unref();
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
    this.#commits.assertWell();
    this.#journal.append();
    this.#wrote();
  }

  /**
   * Appends it; then, unless `certain()` holds, answers what it did, or undefined where that can't
   * be known any more.
   */
  appendUnless(certain: () => boolean): Effect | 'certain' | undefined {
    this.#commits.assertWell();
    const counter = this.#journal.append();
    const outcome = certain() ? 'certain' : this.#journal.outcomeOf(counter, this.replica);
    this.#wrote();
    return outcome;
  }

  /** Appends it and answers what it did. */
  run(): Effect | undefined {
    this.#commits.assertWell();
    const outcome = this.#journal.run(this.replica);
    this.#wrote();
    return outcome;
  }

  /**
   * With `fsync`, resolves once everything appended before is on disk; with `relaxed` there is
   * nothing to wait for.
   */
  committed(): Promise<void> | undefined {
    return this.durable ? this.#commits.commit() : this.turn();
  }

  /**
   * Now and then something to wait for. A loop of awaited operations that never wait for anything
   * would keep every timer and socket of the process from its turn.
   */
  turn(): Promise<void> | undefined {
    const now = performance.now();
    if (now - this.#turnedAt < TURN_MS) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        this.#turnedAt = performance.now();
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

  async close(): Promise<void> {
    clearInterval(this.#idleTimer);
    clearTimeout(this.#syncTimer);
    try {
      await this.#maintenance.close();
      await this.#commits.commit();
    } catch (error) {
      throw fileError(error, 'closing', this.folder);
    } finally {
      this.waiters.close();
      this.#files.retire(() => false);
    }
  }

  #wrote(): void {
    this.#commits.mark(this.#journal.current);
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      // A failure is kept, and every later operation reports it.
      this.#commits.commit().catch(() => {});
    }, BACKGROUND_SYNC_MS).unref();
    this.#maintenance.wrote(this.#journal.writer.length);
  }

  #idle(): void {
    try {
      this.#maintenance.idle();
    } catch (error) {
      this.#warn(`looking after ${this.folder} failed: ${String(error)}`);
    }
  }
}
