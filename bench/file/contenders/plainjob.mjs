import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { better, defineQueue } from 'plainjob';

import { batchesOf, BODY_BYTES, QUEUE } from '../../harness/tasks.mjs';

// It stores text; a byte each.
const DATA = 'x'.repeat(BODY_BYTES);
const silent = { error() {}, warn() {}, info() {}, debug() {} };

/**
 * plainjob: no priority, no fencing, done jobs stay in the table. It polls, here every millisecond.
 */
export class PlainjobContender {
  #folder;
  #durable;
  #queue;

  constructor(folder, { durable = false } = {}) {
    this.#folder = folder;
    this.#durable = durable;
  }

  open() {
    mkdirSync(this.#folder, { recursive: true });
    const database = new Database(join(this.#folder, 'plainjob.db'));
    const serializer = (data) => data;
    this.#queue = defineQueue({ connection: better(database), logger: silent, serializer });
    if (this.#durable) database.pragma('synchronous = FULL');
  }

  close() {
    this.#queue.close();
  }

  putEach(tasks) {
    for (let i = 0; i < tasks.length; i++) this.#queue.add(QUEUE, DATA);
  }

  putBatches(tasks, size) {
    for (const batch of batchesOf(tasks, size))
      this.#queue.addMany(
        QUEUE,
        batch.map(() => DATA),
      );
  }

  takeEach(count) {
    for (let done = 0; done < count; done++) this.#queue.markJobAsDone(this.#reserve().id);
  }

  /** It has no batches for this side. */
  takeBatches(count) {
    this.takeEach(count);
    return count;
  }

  put() {
    this.#queue.add(QUEUE, DATA);
  }

  async next(waitMs, handle) {
    const until = performance.now() + waitMs;
    for (;;) {
      const job = this.#reserve();
      if (job === undefined && performance.now() >= until) return false;
      if (job === undefined) await sleep(1);
      else {
        handle(job.data);
        this.#queue.markJobAsDone(job.id);
        return true;
      }
    }
  }

  #reserve() {
    const found = this.#queue.getAndMarkJobAsProcessing(QUEUE);
    return found && this.#queue.getJobById(found.id);
  }
}
