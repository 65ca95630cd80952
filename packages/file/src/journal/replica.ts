import { JobQueueError } from '@jq/core';

import { damaged, systemCode } from '../errors.js';
import { Items } from '../items.js';
import { apply } from '../state/apply.js';
import type { Outcome } from '../state/outcome.js';
import { Tasks } from '../state/tasks.js';
import { readCheckpoint } from './checkpoint.js';
import { RecordType } from './format.js';
import { RecordStream } from './record-stream.js';
import type { SegmentFiles } from './segment-files.js';

/** A record that this process has appended and whose effect it wants to know. */
export interface OwnRecord {
  readonly client: number;
  readonly counter: number;
  readonly outcome: Outcome;
  applied: boolean;
}

const LOAD_TRIES = 100;

/** This process's copy of all tasks, kept up by replaying the journal. */
export class Replica {
  tasks: Tasks = new Tasks();
  /** How often it started from a checkpoint instead of going on in order. */
  jumps = 0;
  readonly items: Items;
  readonly #files: SegmentFiles;
  readonly #sealed: (replica: Replica) => void;
  #stream!: RecordStream;

  /** `sealed` runs at each end of a segment, when the tasks are just as at the start of the next one. */
  constructor(files: SegmentFiles, sealed: (replica: Replica) => void) {
    this.#files = files;
    this.#sealed = sealed;
    this.items = new Items(files, () => this.#stream);
    this.#load();
  }

  /** Number of the segment being replayed. */
  get segment(): number {
    return this.#stream.segment.number;
  }

  /** Bytes of that segment replayed so far. */
  get position(): number {
    return this.#stream.position;
  }

  /** Applies what was written since; with `own`, stops once that record is applied. */
  tail(own?: OwnRecord): void {
    const stream = this.#stream;
    const { record } = stream;
    const source = { segment: 0, base: 0, idOf: this.#idOf };
    while (stream.next()) {
      const mine =
        own !== undefined && record.counter === own.counter && record.client === own.client;
      if (record.type === RecordType.seal) {
        this.#enterNext();
        if (this.#stream !== stream) return this.tail(own);
        continue;
      }
      source.segment = stream.segment.number;
      source.base = stream.base;
      apply(this.tasks, record, source, mine ? own.outcome : undefined);
      if (!mine) continue;
      own.applied = true;
      return;
    }
  }

  readonly #idOf = (row: number): string => this.items.idOf(this.tasks.table, row);

  #enterNext(): void {
    const next = this.#files.find(this.segment + 1);
    if (next === undefined) return this.#load();
    this.#stream.restart(next);
    this.#sealed(this);
  }

  /** Starts from the newest checkpoint; others may clean away what is older at any time. */
  #load(): void {
    for (let tries = 0; tries < LOAD_TRIES; tries++) {
      try {
        if (this.#loadNewest()) return;
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
    throw new JobQueueError(
      'unavailable',
      `${this.#files.folder}: the journal is cleaned up faster than it can be read; try again`,
    );
  }

  #loadNewest(): boolean {
    const base = this.#files.numbers('ckpt').at(-1);
    const segments = this.#files.numbers('seg');
    const first = base ?? segments[0];
    if (first === undefined) return false;
    if (base === undefined && first !== 1) {
      // A checkpoint may have come between the two look-ups above.
      if (this.#files.numbers('ckpt').length > 0) return false;
      throw damaged(this.#files.folder, `segment 1 is missing, the oldest is ${first}`);
    }
    const tasks = base === undefined ? new Tasks() : readCheckpoint(this.#files.folder, base);
    const segment = this.#files.find(first);
    if (segment === undefined) {
      if (this.#files.numbers('ckpt').at(-1) !== base) return false;
      throw damaged(this.#files.folder, `segment ${first} is missing, checkpoint ${base} needs it`);
    }
    this.tasks = tasks;
    this.jumps++;
    this.#stream = new RecordStream(segment);
    return true;
  }
}
