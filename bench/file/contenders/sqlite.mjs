import { mkdirSync } from 'node:fs';

import { batchesOf, QUEUE } from '../../harness/tasks.mjs';
import { Bell } from '../sqlite/bell.mjs';
import { SqliteQueue } from '../sqlite/sqlite-queue.mjs';

const LOOK_AGAIN_MS = 500;

/**
 * Our careful queue on better-sqlite3, called synchronously, the way it is fastest. `lean` does
 * without the unique ids: its put is not idempotent, so it does less than @jq/file.
 */
export class SqliteContender {
  #folder;
  #options;
  #queue;
  #bell;
  #open;

  constructor(folder, { durable = false, lean = false } = {}) {
    this.#folder = folder;
    this.#options = { durable, uniqueIds: !lean };
  }

  open() {
    mkdirSync(this.#folder, { recursive: true });
    this.#queue = new SqliteQueue(this.#folder, this.#options);
  }

  close() {
    if (this.#open !== undefined) this.#queue.retry(this.#open.row[0], this.#open.token, 0, null);
    this.#bell?.close();
    this.#queue.close();
  }

  putEach(tasks) {
    for (const task of tasks) this.#queue.put(QUEUE, task);
  }

  putBatches(tasks, size) {
    for (const batch of batchesOf(tasks, size)) this.#queue.putAll(QUEUE, batch);
  }

  takeEach(count) {
    for (let done = 0; done < count; done++) {
      const { row, token } = this.#queue.reserve(QUEUE);
      if (!this.#queue.complete(row[0], token)) throw new Error('complete was refused');
    }
  }

  takeBatches(count, size) {
    let done = 0;
    while (done < count) {
      const { rows, token } = this.#queue.reserveMany(QUEUE, size);
      if (rows.length === 0) break;
      const results = this.#queue.completeAll(rows.map(([seq]) => ({ seq, token })));
      if (results.includes(false)) throw new Error('complete was refused');
      done += rows.length;
    }
    return done;
  }

  put(task) {
    this.#queue.put(QUEUE, task);
    this.#waking().ring();
  }

  async next(waitMs, handle) {
    const until = performance.now() + waitMs;
    for (;;) {
      if (this.#take(handle)) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      this.#waking().arm();
      // Whatever was put before the bell was armed.
      if (this.#take(handle)) return true;
      await this.#waking().wait(Math.min(left, LOOK_AGAIN_MS));
    }
  }

  reserveOne() {
    this.#open = this.#queue.reserve(QUEUE);
    return this.#open === undefined ? 0 : 1;
  }

  #take(handle) {
    const taken = this.#queue.reserve(QUEUE);
    if (taken === undefined) return false;
    handle(taken.row[5]);
    if (!this.#queue.complete(taken.row[0], taken.token)) throw new Error('complete was refused');
    return true;
  }

  #waking() {
    if (this.#bell === undefined) {
      const insert = this.#queue.db.prepare('INSERT INTO waiters DEFAULT VALUES');
      this.#bell = new Bell(this.#folder, Number(insert.run().lastInsertRowid) % 64);
    }
    return this.#bell;
  }
}
