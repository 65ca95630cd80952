import { JobQueueError } from '@jq/core/adapter';

import { damaged, systemCode } from '../errors.js';
import { RecordType } from '../journal/format.js';
import type { OwnRecord, Replay } from '../journal/journal.js';
import { RecordStream } from '../journal/record-stream.js';
import type { SegmentFiles } from '../journal/segment-files.js';
import type { Source } from './apply-put.js';
import { apply } from './apply.js';
import { readCheckpoint } from './checkpoint.js';
import { Effect } from './effect.js';
import { Items } from './items.js';
import { Tasks } from './tasks.js';

const LOAD_TRIES = 100;

/** This process's copy of all tasks, kept up by replaying the journal. */
export class Replica implements Replay<Effect> {
  tasks: Tasks = new Tasks();
  /** How often it started from a checkpoint instead of going on in order. */
  jumps = 0;
  readonly items: Items;
  readonly #files: SegmentFiles;
  readonly #sealed: (replica: Replica) => void;
  #stream!: RecordStream;
  /** The segment it started from. */
  #base = 0;

  /**
   * `sealed` runs at each end of a segment, when the tasks are just as at the start of the next
   * one.
   */
  constructor(files: SegmentFiles, sealed: (replica: Replica) => void) {
    this.#files = files;
    this.#sealed = sealed;
    this.items = new Items(files, () => this.#stream);
    this.#load(0);
  }

  /** Number of the segment being replayed. */
  get segment(): number {
    return this.#stream.segment.number;
  }

  get nonce(): number {
    return this.#stream.segment.nonce;
  }

  /** Bytes of that segment replayed so far. */
  get position(): number {
    return this.#stream.position;
  }

  newEffect(): Effect {
    return new Effect();
  }

  /** Applies what was written since; with `own`, stops once that record is applied. */
  tail(own?: OwnRecord<Effect>): this {
    const source = { segment: 0, base: 0, idOf: this.#idOf };
    // The stream is another one after a jump.
    while (this.#stream.next()) {
      const { record, segment, base } = this.#stream;
      if (record.type === RecordType.seal) {
        this.#enterNext(record.u32());
        continue;
      }
      const mine =
        own !== undefined && record.counter === own.counter && record.client === own.client;
      source.segment = segment.number;
      source.base = base;
      const applied = this.#apply(source, mine ? own.effect : undefined);
      if (!mine || !applied) continue;
      own.applied = true;
      break;
    }
    return this;
  }

  readonly #idOf = (row: number): string => this.items.idOf(this.tasks.table, row);

  /** False when it had to jump. */
  #apply(source: Source, effect: Effect | undefined): boolean {
    try {
      apply(this.tasks, this.#stream.record, source, effect);
      return true;
    } catch (error) {
      // A segment that is cleaned away had no live task at some later point: start again from
      // there.
      if (systemCode(error) !== 'ENOENT') throw error;
      this.#load(this.#base + 1);
      return false;
    }
  }

  /**
   * The nonce tells the next segment from one of the same number that a process made which was
   * stopped on its way to a new segment until the real one had been cleaned away.
   */
  #enterNext(nonce: number): void {
    const next = this.#files.find(this.segment + 1);
    if (next?.nonce !== nonce) return this.#load(this.segment + 1);
    this.#stream.restart(next);
    this.#sealed(this);
  }

  /**
   * Starts from the newest checkpoint, which has to be that of segment `atLeast` or a later one;
   * others may clean away what is older at any time.
   */
  #load(atLeast: number): void {
    for (let tries = 0; tries < LOAD_TRIES; tries++) {
      try {
        if (this.#loadNewest(atLeast)) return;
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
    if (atLeast > 0)
      throw damaged(this.#files.folder, `a segment before ${atLeast + 1} is missing`);
    throw new JobQueueError(
      'unavailable',
      `${this.#files.folder}: the journal is cleaned up faster than it can be read; try again`,
    );
  }

  #loadNewest(atLeast: number): boolean {
    const base = this.#files.numbers('ckpt').at(-1);
    const segments = this.#files.numbers('seg');
    const first = base ?? segments[0];
    if (first === undefined || first < atLeast) return false;
    if (base === undefined && first !== 1) {
      // A checkpoint may have come between the two look-ups above.
      if (this.#files.numbers('ckpt').length > 0) return false;
      throw damaged(this.#files.folder, `segment 1 is missing, the oldest is ${first}`);
    }
    const checkpoint = base === undefined ? undefined : readCheckpoint(this.#files.folder, base);
    const segment = this.#files.find(first);
    if (segment === undefined || (checkpoint && segment.nonce !== checkpoint.nonce)) {
      if (this.#files.numbers('ckpt').at(-1) !== base) return false;
      throw damaged(this.#files.folder, `segment ${first} is missing, checkpoint ${base} needs it`);
    }
    this.tasks = checkpoint?.tasks ?? new Tasks();
    this.jumps++;
    this.#base = first;
    this.#stream = new RecordStream(segment);
    return true;
  }
}
