import { JobQueueError } from '../../../packages/core/dist/index.js';
import { State } from './schema.mjs';

const PURGEABLE = ['ready', 'delayed', 'held'];
const ORDER = {
  ready: 'priority, seq',
  delayed: 'due, seq',
  reserved: 'due, seq',
  held: 'due, seq',
};

/** The verbs that are not in a hurry. */
export class Administration {
  #store;
  #db;

  constructor(store) {
    this.#store = store;
    this.#db = store.db;
  }

  unhold(queue, which) {
    const number = this.#store.number(queue);
    const free = (where, ...values) =>
      this.#run(
        `UPDATE tasks SET state = 0 WHERE seq IN
           (SELECT seq FROM tasks WHERE state = 3 AND queue = ? ${where})`,
        number,
        ...values,
      );
    if ('max' in which) return free('ORDER BY due, seq LIMIT ?', which.max);
    return [...new Set(which.ids)].reduce((sum, id) => sum + free('AND id = ?', id), 0);
  }

  peek(queue, state, max) {
    this.#store.promote();
    const now = Date.now();
    return this.#db
      .prepare(
        `SELECT id, body, priority, attempts, ttr, due FROM tasks
         WHERE state = ? AND queue = ? ORDER BY ${ORDER[state]} LIMIT ?`,
      )
      .all(State[state], this.#store.number(queue), max)
      .map(({ id, body, priority, attempts, ttr, due }) => {
        const timed = state === 'delayed' || state === 'reserved';
        const view = { id, state, body, priority, attempts, ttrMs: ttr };
        return timed ? { ...view, timeLeftMs: Math.max(0, due - now) } : view;
      });
  }

  remove(queue, id) {
    this.#store.promote();
    const number = this.#store.number(queue);
    if (this.#run('DELETE FROM tasks WHERE queue = ? AND id = ? AND state <> 2', number, id) > 0)
      return undefined;
    const there = this.#db.prepare('SELECT 1 FROM tasks WHERE queue = ? AND id = ?');
    return there.get(number, id) === undefined
      ? new JobQueueError('not-found', `task ${id}: not in this queue`)
      : new JobQueueError('task-reserved', `task ${id}: a worker has it`);
  }

  purge(queue, state) {
    if (state !== undefined && !PURGEABLE.includes(state))
      throw new JobQueueError('unsupported', `purge ${state}: only ${PURGEABLE.join(', ')} tasks`);
    this.#store.promote();
    const number = this.#store.number(queue);
    if (state === undefined)
      return this.#run('DELETE FROM tasks WHERE queue = ? AND state <> 2', number);
    return this.#run('DELETE FROM tasks WHERE queue = ? AND state = ?', number, State[state]);
  }

  pause(queue, forMs) {
    const until = forMs === 0 ? 0 : Date.now() + forMs + 1;
    this.#run(
      'UPDATE queues SET paused_until = ? WHERE number = ?',
      until,
      this.#store.number(queue),
    );
  }

  stats(queue) {
    this.#store.promote();
    const number = this.#store.number(queue);
    const count = this.#db
      .prepare('SELECT count(*) FROM tasks WHERE queue = ? AND state = ?')
      .pluck();
    const paused = this.#db.prepare('SELECT paused_until FROM queues WHERE number = ?').pluck();
    const counts = Object.entries(State).map(([name, state]) => [name, count.get(number, state)]);
    return { ...Object.fromEntries(counts), paused: paused.get(number) > Date.now() };
  }

  queues() {
    return this.#db.prepare('SELECT name FROM queues ORDER BY number').pluck().all();
  }

  #run(sql, ...values) {
    return this.#db.prepare(sql).run(...values).changes;
  }
}
