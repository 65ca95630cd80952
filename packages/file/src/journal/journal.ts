import { randomInt } from 'node:crypto';

import { JobQueueError } from '@jq/core/adapter';

import type { LogicalClock } from '../clock/logical-clock.js';
import { damaged } from '../errors.js';
import { RecordType } from './format.js';
import { RecordStream } from './record-stream.js';
import { RecordWriter } from './record-writer.js';
import { createSegment } from './segment-draft.js';
import type { SegmentFiles } from './segment-files.js';
import type { Segment } from './segment.js';
import { syncFolder } from './sync-folder.js';

/** A record that this process has appended and whose effect it wants to know. */
export interface OwnRecord<Effect> {
  readonly client: number;
  readonly counter: number;
  readonly effect: Effect;
  applied: boolean;
}

/** Who replays the journal, and so knows what each record did. */
export interface Replay<Effect> {
  /** Number of the segment being replayed. */
  readonly segment: number;
  /** Bytes of that segment replayed so far. */
  readonly position: number;
  /** How often it started from a checkpoint instead of going on in order. */
  readonly jumps: number;
  /** To be filled in by `tail`. */
  newEffect(): Effect;
  /** Applies what was written since; with `own`, stops once that record is applied. */
  tail(own?: OwnRecord<Effect>): unknown;
}

/** Appends records. The order in the file is the truth; nobody locks and nobody leads. */
export class Journal {
  readonly writer: RecordWriter = new RecordWriter();
  /** This writer among all others; 48 random bits. */
  readonly client: number = randomInt(2 ** 48 - 1);
  readonly #files: SegmentFiles;
  readonly #clock: LogicalClock;
  #current: Segment;
  #counter = 0;

  constructor(files: SegmentFiles, clock: LogicalClock) {
    this.#files = files;
    this.#clock = clock;
    this.#current = files.newest();
  }

  get current(): Segment {
    return this.#current;
  }

  /**
   * That whoever opens the folder now finds what was appended so far.
   * @throws JobQueueError `unavailable`
   */
  assertInPlace(): void {
    this.#files.assertInPlace(this.#current);
  }

  begin(type: RecordType): RecordWriter {
    this.writer.begin(type);
    return this.writer;
  }

  /**
   * Appends the record in `writer`; when this returns it is part of the journal. Answers its
   * counter.
   */
  append(): number {
    const counter = this.#counter++;
    for (;;) {
      this.#write(counter);
      if (!this.#current.sealed() || this.#standsBeforeSeal(counter)) return counter;
      this.#move();
    }
  }

  /**
   * What a record did that `append` has just appended. Undefined only where the replica had to jump
   * over it.
   */
  outcomeOf<Effect>(counter: number, replica: Replay<Effect>): Effect | undefined {
    const own = this.#own(counter, replica);
    this.catchUp(replica, own);
    return own.applied ? own.effect : undefined;
  }

  /**
   * Replays what was written since, over the end of a segment too whose writer was killed before it
   * could append the SEAL.
   */
  catchUp<Effect>(replica: Replay<Effect>, own?: OwnRecord<Effect>): void {
    replica.tail(own);
    while (own?.applied !== true && replica.segment < this.#current.number) {
      const { segment, position } = replica;
      this.#appendSeal(this.#files.get(segment));
      replica.tail(own);
      if (replica.segment === segment && replica.position === position) throw this.#gap(segment);
    }
  }

  /** Both in one, with less to read. */
  run<Effect>(replica: Replay<Effect>): Effect | undefined {
    const counter = this.#counter++;
    for (;;) {
      const own = this.#own(counter, replica);
      const { jumps } = replica;
      this.#write(counter);
      this.catchUp(replica, own);
      if (own.applied) return own.effect;
      // A replica that came to the end of the segment in order has seen that the record is not
      // before it.
      const passed = replica.jumps === jumps && replica.segment > this.#current.number;
      if (!passed && this.#standsBeforeSeal(counter)) return undefined;
      this.#move();
    }
  }

  /** Makes the segment that comes after the current one, on disk under its name. */
  async prepareNext(): Promise<void> {
    const { folder } = this.#files;
    await createSegment(folder, {
      number: this.#current.number + 1,
      nonce: randomInt(2 ** 32 - 1),
      waitedAt: this.#clock.now(),
    });
    await syncFolder(folder);
  }

  /** Ends the current segment and goes on in the next one, which has to be prepared. */
  rotate(): void {
    this.#current.seal();
    // Should somebody have written it already, the second one is never read.
    this.#appendSeal(this.#current);
    this.#move();
  }

  /** Leaves a segment that others have ended, so that its file can be closed. */
  follow(): void {
    if (this.#current.sealed()) this.#move();
  }

  #own<Effect>(counter: number, replica: Replay<Effect>): OwnRecord<Effect> {
    return { client: this.client, counter, effect: replica.newEffect(), applied: false };
  }

  #write(counter: number): void {
    const { writer } = this;
    writer.finish(this.#current.nonce, this.client, counter, this.#clock.now());
    this.#current.append(writer.bytes, writer.length);
  }

  #move(): void {
    this.#current = this.#files.newest();
  }

  /**
   * Whether this writer's record stands before the first SEAL of a segment that is being ended.
   * Writes the SEAL when the one who began to end it has not.
   */
  #standsBeforeSeal(counter: number): boolean {
    for (let ended = true; ; ended = this.#appendSeal(this.#current)) {
      const stream = new RecordStream(this.#current);
      const { record } = stream;
      let found = false;
      while (stream.next()) {
        if (record.type === RecordType.seal) return found;
        found ||= record.client === this.client && record.counter === counter;
      }
      if (!ended) throw this.#gap(this.#current.number);
    }
  }

  #gap(before: number): JobQueueError {
    return damaged(this.#files.folder, `segment ${before + 1} is missing`);
  }

  /**
   * A SEAL names the next segment by its nonce. False where that is not there: it was cleaned away,
   * and the SEAL has long been there.
   */
  #appendSeal(segment: Segment): boolean {
    const next = this.#files.find(segment.number + 1);
    if (next === undefined) return false;
    const seal = new RecordWriter();
    seal.begin(RecordType.seal);
    seal.u32(next.nonce);
    seal.finish(segment.nonce, this.client, this.#counter++, this.#clock.now());
    try {
      segment.append(seal.bytes, seal.length);
      return true;
    } catch (cause) {
      throw new JobQueueError(
        'ambiguous',
        `${segment.path}: the journal file is being ended and its end can't be written: ` +
          'the last operation may or may not count once it can',
        { cause },
      );
    }
  }
}
