import { randomInt } from 'node:crypto';

import { openDatabase } from './schema.mjs';

const COLUMNS = 'queue, id, priority, state, due, ttr, attempts, token, body';
const ROW = 'seq, id, attempts, priority, ttr, body';
const LEASED = 'seq = ? AND token = ? AND state = 2 AND due > ?';
/** Tokens of one process start at a random multiple of this. */
const TOKENS_PER_PROCESS = 2 ** 32;

/**
 * A task queue on SQLite, written to be fast: WAL, partial indices, one statement per verb, cached
 * statements, transactions only for batches. Synchronous, as better-sqlite3 is. Wall time is
 * rounded so that nothing comes early.
 */
export class SqliteQueue {
  #token = randomInt(2 ** 20) * TOKENS_PER_PROCESS;
  #numbers = new Map();

  /** @param {{ durable?: boolean, uniqueIds?: boolean }} options */
  constructor(folder, { durable = false, uniqueIds = true } = {}) {
    this.db = openDatabase(folder, { durable, uniqueIds });
    this.#prepare(uniqueIds);
  }

  /** One statement, so one transaction of its own. */
  put(queue, { id, priority, delayMs, ttrMs, body }) {
    const due = delayMs > 0 ? Date.now() + delayMs + 1 : 0;
    const state = delayMs > 0 ? 1 : 0;
    this.#insert.run(this.number(queue), id, priority, state, due, ttrMs, body);
  }

  putAll(queue, tasks) {
    this.inTransaction(() => {
      for (const task of tasks) this.put(queue, task);
    });
  }

  /**
   * The first ready task as [seq, id, attempts, priority, ttr, body], with its token; or undefined.
   */
  reserve(queue) {
    const now = Date.now();
    this.promote(now);
    const token = ++this.#token;
    const row = this.#claim.get(now + 1, token, this.number(queue), now);
    return row && { row, token };
  }

  reserveMany(queue, max) {
    const now = Date.now();
    this.promote(now);
    const token = ++this.#token;
    const rows = this.#claimMany.all(now + 1, token, this.number(queue), now, max);
    // RETURNING has no order.
    rows.sort((a, b) => a[3] - b[3] || a[0] - b[0]);
    return { rows, token };
  }

  /** Also for a lapsed lease, as long as nobody took the task since. */
  complete(seq, token) {
    return this.#delete.run(seq, token).changes === 1;
  }

  completeAll(leases) {
    return this.inTransaction(() => leases.map(({ seq, token }) => this.complete(seq, token)));
  }

  retry(seq, token, delayMs, priority) {
    const now = Date.now();
    const state = delayMs > 0 ? 1 : 0;
    return this.#retry.run(state, now + delayMs + 1, priority, seq, token, now).changes === 1;
  }

  touch(seq, token) {
    const now = Date.now();
    return this.#touch.run(now + 1, seq, token, now).changes === 1;
  }

  hold(seq, token) {
    const now = Date.now();
    return this.#hold.run(seq, token, now).changes === 1;
  }

  /** Makes ready what is due and what nobody settled in time. */
  promote(now = Date.now()) {
    const due = this.#firstDue.get();
    if (due !== undefined && due <= now) this.#promote.run(now);
  }

  /** When time alone may next make a task ready; undefined if never. */
  nextDue() {
    return this.#firstDue.get();
  }

  number(queue) {
    let number = this.#numbers.get(queue);
    if (number === undefined) {
      this.db.prepare('INSERT OR IGNORE INTO queues (name, paused_until) VALUES (?, 0)').run(queue);
      number = this.db.prepare('SELECT number FROM queues WHERE name = ?').pluck().get(queue);
      this.#numbers.set(queue, number);
    }
    return number;
  }

  close() {
    this.db.close();
  }

  /** BEGIN IMMEDIATE: a later upgrade from reader to writer could fail. */
  inTransaction(run) {
    this.#begin.run();
    try {
      const result = run();
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.db.inTransaction) this.#rollback.run();
      throw error;
    }
  }

  #insert;
  #claim;
  #claimMany;
  #delete;
  #retry;
  #touch;
  #hold;
  #firstDue;
  #promote;
  #begin;
  #commit;
  #rollback;

  #prepare(uniqueIds) {
    const prepare = (sql) => this.db.prepare(sql);
    const orIgnore = uniqueIds ? 'OR IGNORE' : '';
    const first = (limit) =>
      `(SELECT seq FROM tasks WHERE state = 0 AND queue =
         (SELECT number FROM queues WHERE number = ? AND paused_until <= ?)
        ORDER BY priority, seq LIMIT ${limit})`;
    const take = 'UPDATE tasks SET state = 2, due = ? + ttr, token = ?, attempts = attempts + 1';
    this.#insert = prepare(
      `INSERT ${orIgnore} INTO tasks (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)`,
    );
    this.#claim = prepare(`${take} WHERE seq = ${first('1')} RETURNING ${ROW}`).raw();
    this.#claimMany = prepare(`${take} WHERE seq IN ${first('?')} RETURNING ${ROW}`).raw();
    this.#delete = prepare('DELETE FROM tasks WHERE seq = ? AND token = ?');
    this.#retry = prepare(
      `UPDATE tasks SET state = ?, due = ?, priority = coalesce(?, priority), token = 0 WHERE ${LEASED}`,
    );
    this.#touch = prepare(`UPDATE tasks SET due = ? + ttr WHERE ${LEASED}`);
    this.#hold = prepare(
      `UPDATE tasks SET state = 3, token = 0, due = 1 +
         (SELECT coalesce(max(due), 0) FROM tasks t WHERE t.state = 3 AND t.queue = tasks.queue)
       WHERE ${LEASED}`,
    );
    this.#firstDue = prepare(
      'SELECT due FROM tasks WHERE state IN (1, 2) ORDER BY due LIMIT 1',
    ).pluck();
    this.#promote = prepare('UPDATE tasks SET state = 0 WHERE state IN (1, 2) AND due <= ?');
    this.#begin = prepare('BEGIN IMMEDIATE');
    this.#commit = prepare('COMMIT');
    this.#rollback = prepare('ROLLBACK');
  }
}
