import type {
  Adapter,
  CallOptions,
  Lease,
  NewTask,
  QueueStats,
  Reservation,
  ReserveOptions,
  Results,
  Retry,
  TaskView,
  UnholdSelection,
} from '../adapter/adapter.js';
import type { TaskState } from '../adapter/capabilities.js';
import { checkNewTask, checkQueueName, checkReserve, checkWhole } from '../adapter/checks.js';
import { LeaseBook } from '../adapter/lease-book.js';
import { JobQueueError } from '../errors.js';
import { type Clock, systemClock } from '../time/clock.js';
import * as inspecting from './inspecting.js';
import * as settling from './settling.js';
import { MemoryStore } from './store.js';
import { memorySupports, type MemorySupports } from './supports.js';

/** Every verb is there. */
export type MemoryAdapter = Required<Adapter<MemorySupports>>;

/** `store`: work on the tasks of another adapter; else a store of its own, on `clock`. */
export type MemoryOptions = { readonly clock?: Clock } | { readonly store: MemoryStore };

/**
 * Tasks in this process's memory, gone with it: for tests, and the reference for what the
 * contract means.
 */
export function memory(options: MemoryOptions = {}): MemoryAdapter {
  return new Memory(
    'store' in options ? options.store : new MemoryStore(options.clock ?? systemClock),
  );
}

class Memory implements MemoryAdapter {
  readonly name = 'memory';
  readonly supports: MemorySupports = memorySupports;
  readonly #store: MemoryStore;
  readonly #desk: settling.Desk;
  #closed = false;

  constructor(store: MemoryStore) {
    this.#store = store;
    this.#desk = { store, book: new LeaseBook(store.clock) };
  }

  async open(options?: CallOptions): Promise<void> {
    this.#begin(options);
  }

  async put(
    queue: string,
    tasks: readonly NewTask[],
    options?: CallOptions,
  ): Promise<Results<string>> {
    checkQueueName(queue);
    return this.#each(options, tasks, (task) => {
      const refusal = checkNewTask(task, memorySupports);
      if (refusal !== undefined) return refusal;
      this.#store.put(queue, task);
      return task.id;
    });
  }

  async reserve(
    queues: readonly string[],
    options: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    checkReserve(queues, options, memorySupports);
    this.#begin(options);
    const { book } = this.#desk;
    const taken = this.#store.take(queues, options.max, book);
    if (taken.length > 0 || options.waitMs === 0) return taken;
    const request = { queues, max: options.max, book };
    return this.#store.waiting.join(request, options.waitMs, options.signal);
  }

  async complete(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#each(options, leases, (lease) => settling.complete(this.#desk, lease));
  }

  async retry(retries: readonly Retry[], options?: CallOptions): Promise<Results> {
    return this.#each(options, retries, (each) => settling.retry(this.#desk, each));
  }

  async touch(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#each(options, leases, (lease) => settling.touch(this.#desk, lease));
  }

  async hold(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#each(options, leases, (lease) => settling.hold(this.#desk, lease));
  }

  async unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number> {
    checkQueueName(queue);
    this.#begin(options);
    const freed = inspecting.unhold(this.#store.queue(queue), which);
    this.#store.waiting.serve();
    return freed;
  }

  async peek(
    queue: string,
    state: TaskState,
    max: number,
    options?: CallOptions,
  ): Promise<readonly TaskView[]> {
    checkQueueName(queue);
    checkWhole('max', max, 1, Number.MAX_SAFE_INTEGER);
    this.#begin(options);
    const tasks = this.#store.queue(queue).list(state, max);
    return tasks.map((task) => inspecting.view(task, this.#store.clock.monotonic()));
  }

  async remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results> {
    checkQueueName(queue);
    return this.#each(options, ids, (id) => inspecting.remove(this.#store.queue(queue), id));
  }

  async purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number> {
    checkQueueName(queue);
    this.#begin(options);
    return inspecting.purge(this.#store.queue(queue), state);
  }

  async pause(queue: string, forMs: number, options?: CallOptions): Promise<void> {
    checkQueueName(queue);
    checkWhole('forMs', forMs, 0, memorySupports.maxDelayMs);
    this.#begin(options);
    this.#store.queue(queue).pausedUntil = this.#store.clock.monotonic() + forMs;
    this.#store.waiting.serve();
  }

  async stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    checkQueueName(queue);
    this.#begin(options);
    return inspecting.stats(this.#store.queue(queue), this.#store.clock.monotonic());
  }

  async queues(options?: CallOptions): Promise<readonly string[]> {
    this.#begin(options);
    return this.#store.names();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { book } = this.#desk;
    this.#store.waiting.leave(book, closedError());
    for (const lease of book.drain()) this.#store.giveBack(lease);
    this.#store.waiting.serve();
  }

  /** Per item, then whoever waits gets what became ready. */
  #each<In, Out>(
    options: CallOptions | undefined,
    items: readonly In[],
    run: (item: In) => Out,
  ): Out[] {
    this.#begin(options);
    const results = items.map(run);
    this.#store.waiting.serve();
    return results;
  }

  #begin(options: CallOptions | undefined): void {
    if (this.#closed) throw closedError();
    if (options?.signal?.aborted === true)
      throw new JobQueueError('aborted', 'the call was aborted before it began');
  }
}

function closedError(): JobQueueError {
  return new JobQueueError('closed', 'this memory adapter was closed; make a new one');
}
