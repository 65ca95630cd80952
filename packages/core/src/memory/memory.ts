import type { Adapter, Clocked, Lease, Results, Retry } from '../adapter/adapter.js';
import type { BrokerVerbs, Ending } from '../adapter/broker-verbs.js';
import { checkOptions } from '../adapter/check-options.js';
import { shown } from '../adapter/checks.js';
import { adapterFront } from '../adapter/front.js';
import { LeaseBook } from '../adapter/lease-book.js';
import { leaseLost } from '../adapter/refusals.js';
import { JobQueueError } from '../errors.js';
import { type Clock, globalClock } from '../time/clock.js';
import * as operate from './operate.js';
import type { QueueState, TaskRecord } from './queue-state.js';
import { MemoryStore } from './store.js';
import { memorySupports, type MemorySupports } from './supports.js';

/** Every verb is there. */
export type MemoryAdapter = Required<Adapter<MemorySupports>> & Clocked;

/**
 * `store`: work on the tasks of another adapter; else a store of its own, on `clock`. Default: the
 * global timers, also where a test has replaced them by fakes.
 */
export type MemoryOptions = { readonly clock?: Clock } | { readonly store: MemoryStore };

/**
 * Tasks in this process's memory, gone with it: for tests, and the reference for what the
 * contract means.
 * @throws JobQueueError `invalid`, naming the option
 */
export function memory(options: MemoryOptions = {}): MemoryAdapter {
  const store = storeOf(checkOptions('memory', options, ['clock', 'store']));
  const { clock } = store;
  const book = new LeaseBook(clock);
  return adapterFront(new MemoryVerbs(store, book), { book, extra: () => ({ clock }) });
}

function storeOf(options: MemoryOptions): MemoryStore {
  const { clock, store } = options as { clock?: Clock; store?: MemoryStore };
  if (store === undefined) return new MemoryStore(clock === undefined ? globalClock : clock);
  if (!(store instanceof MemoryStore))
    throw new JobQueueError('invalid', `memory: store ${shown(store)}: use a MemoryStore`);
  if (clock !== undefined)
    throw new JobQueueError(
      'invalid',
      'memory: clock and store: the store has a clock, leave it out',
    );
  return store;
}

type Verbs = Required<
  Omit<BrokerVerbs<MemorySupports>, 'ready' | 'checkQueue' | 'stateHint' | 'errorOf'>
>;

/** Everything is done at once; then whoever waits gets what became ready. */
class MemoryVerbs implements Verbs {
  readonly name = 'memory';
  readonly supports: MemorySupports = memorySupports;
  readonly #store: MemoryStore;
  readonly #book: LeaseBook;

  constructor(store: MemoryStore, book: LeaseBook) {
    this.#store = store;
    this.#book = book;
  }

  readonly open = (): void => undefined;

  readonly put: Verbs['put'] = (queue, tasks) => {
    for (const task of tasks) this.#store.put(queue, task);
    this.#store.waiting.serve();
    return undefined;
  };

  readonly reserve: Verbs['reserve'] = (queues, { max, waitMs, signal }) => {
    const request = { queues, max, book: this.#book };
    const taken = this.#store.take(queues, max, this.#book);
    if (taken.length > 0 || waitMs === 0) return taken;
    return this.#store.waiting.join(request, waitMs, signal);
  };

  readonly complete: Verbs['complete'] = (leases) =>
    this.#settle(leases, (queue, task) => queue.delete(task));

  readonly hold: Verbs['hold'] = (leases) =>
    this.#settle(leases, (queue, task) => queue.move(task, 'held'));

  readonly retry: Verbs['retry'] = (retries) => {
    const results = retries.map((asked) => this.#end(asked.lease, this.#again(asked)));
    this.#store.waiting.serve();
    return results;
  };

  readonly touch: Verbs['touch'] = (leases) =>
    leases.map((lease) => {
      const reserved = this.#store.reservedBy(lease);
      if (reserved === undefined) return leaseLost(lease);
      const expiresAt = this.#store.clock.monotonic() + lease.ttrMs;
      reserved.queue.move(reserved.task, 'reserved', expiresAt);
      return expiresAt;
    });

  readonly unhold: Verbs['unhold'] = (queue, which) => {
    const freed = operate.unhold(this.#store.queue(queue), which);
    this.#store.waiting.serve();
    return freed;
  };

  readonly peek: Verbs['peek'] = (queue, state, max) => {
    const tasks = this.#store.queue(queue).list(state, max);
    return tasks.map((task) => operate.view(task, this.#store.clock.monotonic()));
  };

  readonly remove: Verbs['remove'] = (queue, ids) => {
    const results = ids.map((id) => operate.remove(this.#store.queue(queue), id));
    this.#store.waiting.serve();
    return results;
  };

  readonly purge: Verbs['purge'] = (queue, state) => operate.purge(this.#store.queue(queue), state);

  readonly pause: Verbs['pause'] = (queue, forMs) => {
    this.#store.queue(queue).pausedUntil = this.#store.clock.monotonic() + forMs;
    this.#store.waiting.serve();
  };

  readonly stats: Verbs['stats'] = (queue) =>
    operate.stats(this.#store.queue(queue), this.#store.clock.monotonic());

  readonly queues: Verbs['queues'] = () => this.#store.names();

  readonly close = (ending: Ending): void => {
    this.#store.waiting.leave(this.#book);
    for (const lease of ending.drain()) this.#store.giveBack(lease);
    this.#store.waiting.serve();
  };

  #settle(leases: readonly Lease[], act: (queue: QueueState, task: TaskRecord) => void): Results {
    const results = leases.map((lease) => this.#end(lease, act));
    this.#store.waiting.serve();
    return results;
  }

  /** Ends a lease by `act` on its task. */
  #end(lease: Lease, act: (queue: QueueState, task: TaskRecord) => void): Results[number] {
    const reserved = this.#store.reservedBy(lease);
    if (reserved === undefined) return leaseLost(lease);
    return act(reserved.queue, reserved.task);
  }

  #again({ delayMs, priority }: Retry): (queue: QueueState, task: TaskRecord) => void {
    return (queue, task) => {
      task.priority = priority ?? task.priority;
      if (delayMs === 0) queue.move(task, 'ready');
      else queue.move(task, 'delayed', this.#store.clock.monotonic() + delayMs);
    };
  }
}
