import {
  checkNewTask,
  checkQueueName,
  checkWhole,
  LeaseBook,
  leaseLost,
} from '../../../packages/core/dist/adapter/index.js';
import { JobQueueError, MAX_PRIORITY } from '../../../packages/core/dist/index.js';
import { Administration } from './administration.mjs';
import { Bell } from './bell.mjs';
import { SqliteQueue } from './sqlite-queue.mjs';
import { supports } from './supports.mjs';

/** Longest sleep between two looks, in case a bell was missed. */
const LOOK_EVERY_MS = 500;

/**
 * `SqliteQueue` as an adapter of jq, so that the contract suite and the crash harness can prove
 * that the rival in the bench does the same work: `npm run crash -- --module <this file> --factory
 * sqlite`.
 *
 * @param {{ durability?: 'fsync' | 'relaxed' }} options
 */
export function sqlite(folder, { durability = 'fsync' } = {}) {
  return new SqliteAdapter(folder, durability === 'fsync');
}

class SqliteAdapter {
  name = 'sqlite';
  supports = supports;
  #folder;
  #durable;
  #leases = new LeaseBook();
  #opened;
  #closed = false;

  constructor(folder, durable) {
    this.#folder = folder;
    this.#durable = durable;
  }

  async open(options) {
    this.#begin(options);
  }

  async put(queue, tasks, options) {
    checkQueueName(queue);
    const { store, bell } = this.#begin(options);
    const results = tasks.map((task) => checkNewTask(task, supports) ?? task.id);
    const sound = tasks.filter((_, i) => !(results[i] instanceof JobQueueError));
    if (sound.length === 1) store.put(queue, sound[0]);
    else if (sound.length > 0) store.putAll(queue, sound);
    bell.ring();
    return results;
  }

  async reserve(queues, options) {
    const { max, waitMs, signal } = options;
    queues.forEach(checkQueueName);
    checkWhole('number of queues', queues.length, 1, 255);
    checkWhole('max', max, 1, MAX_PRIORITY);
    checkWhole('waitMs', waitMs, 0, supports.maxWaitMs);
    const { store, bell } = this.#begin(options);
    const until = performance.now() + waitMs;
    for (;;) {
      if (waitMs > 0) bell.arm();
      const taken = this.#take(store, queues, max);
      const left = until - performance.now();
      if (taken.length > 0 || left <= 0) return taken;
      const due = (store.nextDue() ?? Infinity) - Date.now();
      await bell.wait(Math.max(1, Math.min(left, due, LOOK_EVERY_MS)), signal);
      if (this.#closed) throw closed();
      if (signal?.aborted) throw new JobQueueError('aborted', 'reserve was aborted');
    }
  }

  complete(leases, options) {
    return this.#settle(
      'complete',
      leases,
      (lease) => lease,
      options,
      (store, { seq, token }) => store.complete(seq, token),
    );
  }

  async retry(retries, options) {
    const results = await this.#settle(
      'retry',
      retries,
      ({ lease }) => lease,
      options,
      (store, { seq, token }, { delayMs, priority }) =>
        store.retry(seq, token, delayMs, priority ?? null),
      ({ delayMs, priority = 0 }) => {
        checkWhole('delayMs', delayMs, 0, supports.maxDelayMs);
        checkWhole('priority', priority, 0, MAX_PRIORITY);
      },
    );
    this.#opened.bell.ring();
    return results;
  }

  hold(leases, options) {
    return this.#settle(
      'hold',
      leases,
      (lease) => lease,
      options,
      (store, { seq, token }) => store.hold(seq, token),
    );
  }

  async touch(leases, options) {
    const { store } = this.#begin(options);
    return leases.map((lease) => {
      const refusal = this.#leases.refusal(lease);
      if (refusal !== undefined) return refusal;
      const started = performance.now();
      if (!store.touch(lease.token.seq, lease.token.token)) return leaseLost(lease);
      lease.expiresAt = started + lease.ttrMs;
      return undefined;
    });
  }

  async unhold(queue, which, options) {
    if ('max' in which) checkWhole('max', which.max, 0, Number.MAX_SAFE_INTEGER);
    const freed = this.#administer(queue, options).unhold(queue, which);
    this.#opened.bell.ring();
    return freed;
  }

  async peek(queue, state, max, options) {
    checkWhole('max', max, 1, MAX_PRIORITY);
    return this.#administer(queue, options).peek(queue, state, max);
  }

  async remove(queue, ids, options) {
    const administration = this.#administer(queue, options);
    return ids.map((id) => administration.remove(queue, id));
  }

  async purge(queue, state, options) {
    return this.#administer(queue, options).purge(queue, state);
  }

  async pause(queue, forMs, options) {
    checkWhole('forMs', forMs, 0, supports.maxDelayMs);
    this.#administer(queue, options).pause(queue, forMs);
    this.#opened.bell.ring();
  }

  async stats(queue, options) {
    return this.#administer(queue, options).stats(queue);
  }

  async queues(options) {
    return this.#begin(options).administration.queues();
  }

  async close() {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#opened === undefined) return;
    const { store, bell, slot } = this.#opened;
    for (const { token } of this.#leases.drain()) store.retry(token.seq, token.token, 0, null);
    bell.ring();
    bell.close();
    store.db.prepare('DELETE FROM waiters WHERE slot = ?').run(slot);
    store.close();
  }

  #begin(options) {
    if (this.#closed) throw closed();
    if (options?.signal?.aborted) throw new JobQueueError('aborted', 'aborted before it began');
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #open() {
    const store = new SqliteQueue(this.#folder, { durable: this.#durable });
    // Slots of killed processes are not given again; a bench or a crash run has few enough.
    const slot = Number(
      store.db.prepare('INSERT INTO waiters DEFAULT VALUES').run().lastInsertRowid,
    );
    const bell = new Bell(this.#folder, slot % 64);
    return { store, bell, slot, administration: new Administration(store) };
  }

  #administer(queue, options) {
    checkQueueName(queue);
    return this.#begin(options).administration;
  }

  #take(store, queues, max) {
    const started = performance.now();
    const taken = [];
    for (const queue of queues) {
      if (taken.length >= max) break;
      const { rows, token } = store.reserveMany(
        queue,
        Math.min(max - taken.length, supports.maxBatch),
      );
      for (const [seq, taskId, attempts, priority, ttrMs, body] of rows) {
        const lease = { queue, taskId, token: { seq, token }, ttrMs, expiresAt: started + ttrMs };
        this.#leases.add(lease);
        taken.push({ lease, body, attempts, priority });
      }
    }
    return taken;
  }

  async #settle(verb, items, leaseOf, options, run, check = () => undefined) {
    const { store } = this.#begin(options);
    const one = (item) => {
      try {
        check(item);
      } catch (error) {
        return error;
      }
      const lease = leaseOf(item);
      const verdict = this.#leases.settle(lease, verb);
      if (verdict === 'done') return undefined;
      if (verdict !== 'send') return verdict;
      return run(store, lease.token, item) ? undefined : leaseLost(lease);
    };
    return items.length === 1 ? items.map(one) : store.inTransaction(() => items.map(one));
  }
}

function closed() {
  return new JobQueueError('closed', 'this adapter was closed');
}
