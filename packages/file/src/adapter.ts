import {
  type Adapter,
  type CallOptions,
  checkQueueName,
  checkReserve,
  checkRetry,
  checkWhole,
  JobQueueError,
  type Lease,
  LeaseBook,
  MAX_PRIORITY,
  type NewTask,
  type QueueStats,
  type Reservation,
  type ReserveOptions,
  type Results,
  type Retry,
  type SettleVerb,
  type TaskState,
  type TaskView,
  type UnholdSelection,
} from '@jq/core/adapter';

import * as admin from './admin.js';
import { fileError } from './errors.js';
import type { FileLease } from './file-lease.js';
import { RecordType } from './journal/format.js';
import { type FileOptions, type FileSettings, settingsOf } from './options.js';
import { putTasks } from './put-tasks.js';
import { fetchBody, type Granted } from './reservations.js';
import { giveBack, settleLeases, type Settling, touchLeases, writeRetry } from './settle.js';
import { Store } from './store.js';
import { type FileCapabilities, supports } from './supports.js';
import { TaskTaker } from './task-taker.js';
import { Waits } from './wake/waits.js';

const MOST_QUEUES = 255;

const completing: Settling<Lease> = { type: RecordType.complete, leaseOf: (lease) => lease };
const holding: Settling<Lease> = { type: RecordType.hold, leaseOf: (lease) => lease };
const retrying: Settling<Retry> = {
  type: RecordType.retry,
  leaseOf: ({ lease }) => lease,
  check: (retry) => checkRetry(retry, supports),
  write: (writer, { delayMs, priority }) => writeRetry(writer, delayMs, priority),
};

const hasFile = (lease: Lease): boolean => (lease as FileLease).bodyFile !== undefined;

interface Opened {
  readonly store: Store;
  readonly taker: TaskTaker;
  readonly waits: Waits<Granted>;
}

/** Tasks in a folder, shared by all processes of this machine that open it. */
export class FileAdapter implements Adapter<FileCapabilities> {
  readonly name = 'file';
  readonly supports: FileCapabilities;
  readonly #folder: string;
  readonly #settings: FileSettings;
  readonly #leases: LeaseBook = new LeaseBook();
  #opened: Opened | undefined;
  #closing: Promise<void> | undefined;

  /** The folder is looked at by `open`. @throws JobQueueError `invalid` for unusable options */
  constructor(folder: string, options: FileOptions = {}) {
    if (typeof folder !== 'string' || folder === '' || folder.includes('\0'))
      throw new JobQueueError('invalid', '@jq/file needs the path of a folder, such as "./queue"');
    this.#folder = folder;
    this.#settings = settingsOf(options);
    const durable = this.#settings.durability === 'fsync' ? 'power-loss' : 'process-crash';
    this.supports = { ...supports, durable };
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
    const { store, waits } = this.#begin(options);
    const putting = putTasks(store, queue, tasks);
    const results = putting instanceof Promise ? await putting : putting;
    this.#guard(() => waits.announce([queue], store.somebodyWaits()));
    // Awaiting nothing would cost a turn all the same.
    const committed = store.committed();
    if (committed !== undefined) await committed;
    return results;
  }

  async reserve(
    queues: readonly string[],
    options: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    checkReserve(queues, options, supports);
    checkWhole('number of queues', queues.length, 1, MOST_QUEUES);
    const { store, taker, waits } = this.#begin(options);
    const max = Math.min(options.max, supports.maxBatch);
    let granted = this.#guard(() => taker.take(queues, max));
    if (granted.length === 0 && options.waitMs > 0)
      granted = await waits.wait(queues, max, options.waitMs, options.signal);
    else {
      const turn = store.turn();
      if (turn !== undefined) await turn;
    }
    if (!granted.some(({ lease }) => hasFile(lease))) return granted;
    const fetched = await Promise.all(granted.map((one) => fetchBody(one, store.bodies)));
    return fetched.filter((reservation) => reservation !== undefined);
  }

  complete(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    const settling = this.#settle('complete', completing, leases, options);
    return leases.some(hasFile) ? this.#removeBodies(leases, settling) : settling;
  }

  async retry(retries: readonly Retry[], options?: CallOptions): Promise<Results> {
    const results = await this.#settle('retry', retrying, retries, options);
    this.#announce(retries.map(({ lease }) => lease.queue));
    return results;
  }

  async touch(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    const { store } = this.#begin(options);
    return this.#guard(() => touchLeases(store, this.#leases, leases));
  }

  hold(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#settle('hold', holding, leases, options);
  }

  async unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number> {
    if ('max' in which) checkWhole('max', which.max, 0, Number.MAX_SAFE_INTEGER);
    const freed = await this.#write(queue, options, (store) => admin.unhold(store, queue, which));
    this.#announce([queue]);
    return freed;
  }

  async peek(
    queue: string,
    state: TaskState,
    max: number,
    options?: CallOptions,
  ): Promise<readonly TaskView[]> {
    checkQueueName(queue);
    admin.checkState(state, supports.peek);
    checkWhole('max', max, 1, MAX_PRIORITY);
    const { store } = this.#begin(options);
    return this.#guard(() => admin.peek(store, queue, state, max));
  }

  async remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results> {
    return this.#write(queue, options, (store) => admin.remove(store, queue, ids));
  }

  async purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number> {
    if (state !== undefined) admin.checkState(state, supports.purge);
    return this.#write(queue, options, (store) => admin.purge(store, queue, state));
  }

  async pause(queue: string, forMs: number, options?: CallOptions): Promise<void> {
    checkWhole('forMs', forMs, 0, supports.maxDelayMs);
    await this.#write(queue, options, (store) => admin.pause(store, queue, forMs));
    this.#announce([queue]);
  }

  async stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    checkQueueName(queue);
    const { store } = this.#begin(options);
    return this.#guard(() => admin.stats(store, queue));
  }

  async queues(options?: CallOptions): Promise<readonly string[]> {
    const { store } = this.#begin(options);
    return this.#guard(() => admin.queueNames(store));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#opened === undefined) return;
    const { store, waits } = this.#opened;
    waits.close();
    const open = this.#leases.drain();
    try {
      giveBack(store, open);
      if (open.length > 0) waits.announce([...new Set(open.map(({ queue }) => queue))]);
    } finally {
      await store.close();
    }
  }

  #begin(options: CallOptions | undefined): Opened {
    if (this.#closing)
      throw new JobQueueError('closed', `the queue in ${this.#folder} was closed; open another`);
    if (options?.signal?.aborted)
      throw new JobQueueError('aborted', 'aborted before anything was done', {
        cause: options.signal.reason,
      });
    this.#opened ??= this.#guard(() => this.#open());
    return this.#opened;
  }

  #open(): Opened {
    const store = new Store(this.#folder, this.#settings);
    const taker = new TaskTaker(store, ({ lease }) => this.#leases.add(lease));
    return { store, taker, waits: new Waits(store, taker, this.#settings.onWarning) };
  }

  async #settle<T>(
    verb: SettleVerb,
    settling: Settling<T>,
    items: readonly T[],
    options: CallOptions | undefined,
  ): Promise<Results> {
    const { store } = this.#begin(options);
    const results = this.#guard(() => settleLeases(store, this.#leases, verb, settling, items));
    const committed = store.committed();
    if (committed !== undefined) await committed;
    return results;
  }

  async #write<T>(
    queue: string,
    options: CallOptions | undefined,
    run: (store: Store) => T,
  ): Promise<T> {
    checkQueueName(queue);
    const { store } = this.#begin(options);
    const result = this.#guard(() => run(store));
    await store.committed();
    return result;
  }

  async #removeBodies(leases: readonly Lease[], settling: Promise<Results>): Promise<Results> {
    const results = await settling;
    for (const [i, lease] of leases.entries()) {
      const { bodyFile } = lease as FileLease;
      if (bodyFile !== undefined && results[i] === undefined)
        await this.#opened?.store.bodies.remove(bodyFile);
    }
    return results;
  }

  #announce(queues: readonly string[]): void {
    this.#guard(() => this.#opened?.waits.announce(queues));
  }

  #guard<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw fileError(error, 'using', this.#folder);
    }
  }
}
