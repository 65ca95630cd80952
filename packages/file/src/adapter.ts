import {
  adapterFront,
  type AdapterOf,
  type BrokerVerbs,
  checkWhole,
  type Ending,
  JobQueueError,
  type Lease,
  LeaseBook,
  type Maybe,
  type NewTask,
  type QueueStats,
  type Reservation,
  type ReserveOptions,
  type Results,
  type Retry,
  shown,
  type TaskState,
  type TaskView,
  type UnholdSelection,
} from '@jq/core/adapter';

import { fileError } from './errors.js';
import * as operate from './operate.js';
import { type FileOptions, type FileSettings, settingsOf } from './options.js';
import { putTasks } from './put.js';
import { fetchBody, type Granted, TaskTaker } from './reserve/task-taker.js';
import { Waits } from './reserve/waits.js';
import { complete, giveBack, hold, retry, touch } from './settle.js';
import { Store } from './store.js';
import { type FileCapabilities, supports } from './supports.js';
import type { FileLease } from './tasks/file-lease.js';

const MOST_QUEUES = 255;

/** Tasks in a folder, shared by all processes of this machine that open it. */
export type FileAdapter = AdapterOf<FileVerbs>;

interface Opened {
  readonly store: Store;
  readonly taker: TaskTaker;
  readonly waits: Waits<Granted>;
}

/** The folder is looked at by `open`. @throws JobQueueError `invalid` for unusable options */
export function adapterOf(folder: string, options: FileOptions = {}): FileAdapter {
  if (typeof folder !== 'string' || folder === '' || folder.includes('\0'))
    throw new JobQueueError(
      'invalid',
      `@jq/file: folder ${shown(folder)}: use the path of a folder, such as "./queue"`,
    );
  const book = new LeaseBook();
  return adapterFront(new FileVerbs(folder, settingsOf(options), book), { book });
}

/** What needs no waiting for is done at once, within the call. */
class FileVerbs implements BrokerVerbs<FileCapabilities> {
  readonly name = 'file';
  readonly supports: FileCapabilities;
  readonly #folder: string;
  readonly #settings: FileSettings;
  readonly #book: LeaseBook;
  #opened: Opened | undefined;

  constructor(folder: string, settings: FileSettings, book: LeaseBook) {
    this.#folder = folder;
    this.#settings = settings;
    this.#book = book;
    const durable = settings.durability === 'fsync' ? 'power-loss' : 'process-crash';
    this.supports = { ...supports, durable };
  }

  open(): void {
    this.#use();
  }

  put(queue: string, tasks: readonly NewTask[]): Maybe<Results> {
    const { store } = this.#use();
    const putting = putTasks(store, queue, tasks);
    return putting instanceof Promise
      ? putting.then((results) => this.#stored(queue, results))
      : this.#stored(queue, putting);
  }

  reserve(
    queues: readonly string[],
    { max, waitMs, signal }: ReserveOptions & { readonly signal: AbortSignal },
  ): Maybe<readonly Reservation[]> {
    checkWhole('number of queues', queues.length, 1, MOST_QUEUES);
    const { store, taker, waits } = this.#use();
    const most = Math.min(max, supports.maxBatch);
    const granted = taker.take(queues, most);
    if (granted.length === 0 && waitMs > 0)
      return waits.wait(queues, most, waitMs, signal).then((late) => withBodies(late, store));
    const whole = withBodies(granted, store);
    return store.turn()?.then(() => whole) ?? whole;
  }

  complete(leases: readonly Lease[]): Maybe<Results> {
    const settling = this.#committed(complete(this.#use().store, leases));
    return leases.some(hasFile) ? this.#removeBodies(leases, settling) : settling;
  }

  async retry(retries: readonly Retry[]): Promise<Results> {
    const results = await this.#committed(retry(this.#use().store, retries));
    this.#announce(retries.map(({ lease }) => lease.queue));
    return results;
  }

  hold(leases: readonly Lease[]): Maybe<Results> {
    return this.#committed(hold(this.#use().store, leases));
  }

  touch(leases: readonly Lease[]): Results<number> {
    return touch(this.#use().store, leases);
  }

  async unhold(queue: string, which: UnholdSelection): Promise<number> {
    const freed = await this.#committed(operate.unhold(this.#use().store, queue, which));
    this.#announce([queue]);
    return freed;
  }

  peek(queue: string, state: TaskState, max: number): Promise<readonly TaskView[]> {
    return operate.peek(this.#use().store, queue, state, max);
  }

  remove(queue: string, ids: readonly string[]): Maybe<Results> {
    return this.#committed(operate.remove(this.#use().store, queue, ids));
  }

  purge(queue: string, state: TaskState | undefined): Maybe<number> {
    return this.#committed(operate.purge(this.#use().store, queue, state));
  }

  async pause(queue: string, forMs: number): Promise<void> {
    await this.#committed(operate.pause(this.#use().store, queue, forMs));
    this.#announce([queue]);
  }

  stats(queue: string): QueueStats {
    return operate.stats(this.#use().store, queue);
  }

  queues(): readonly string[] {
    return operate.queueNames(this.#use().store);
  }

  async close({ quiet, drain }: Ending): Promise<void> {
    if (this.#opened === undefined) return;
    const { store, waits } = this.#opened;
    waits.close();
    await quiet;
    const open = drain();
    try {
      giveBack(store, open);
      if (open.length > 0) waits.announce([...new Set(open.map(({ queue }) => queue))]);
    } finally {
      await store.close();
    }
  }

  errorOf(error: unknown): JobQueueError {
    return fileError(error, 'using', this.#folder);
  }

  #use(): Opened {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #open(): Opened {
    const store = new Store(this.#folder, this.#settings);
    const taker = new TaskTaker(store, ({ lease }) => this.#book.add(lease));
    return { store, taker, waits: new Waits(store, taker, this.#settings.onWarning) };
  }

  #stored(queue: string, results: Results): Maybe<Results> {
    const { store, waits } = this.#use();
    waits.announce([queue], store.somebodyWaits());
    return this.#committed(results);
  }

  /** The value, once what was appended is as durable as was asked for. */
  #committed<T>(value: T): Maybe<T> {
    // Awaiting nothing would cost a turn all the same.
    const committed = this.#use().store.committed();
    return committed === undefined ? value : committed.then(() => value);
  }

  async #removeBodies(leases: readonly Lease[], settling: Maybe<Results>): Promise<Results> {
    const results = await settling;
    for (const [i, lease] of leases.entries()) {
      const { bodyFile } = lease as FileLease;
      if (bodyFile !== undefined && results[i] === undefined)
        await this.#opened?.store.bodies.remove(bodyFile);
    }
    return results;
  }

  #announce(queues: readonly string[]): void {
    this.#opened?.waits.announce(queues);
  }
}

const hasFile = (lease: Lease): boolean => (lease as FileLease).bodyFile !== undefined;

function withBodies(granted: readonly Granted[], { bodies }: Store): Maybe<readonly Reservation[]> {
  if (!granted.some(({ lease }) => hasFile(lease))) return granted;
  return Promise.all(granted.map((one) => fetchBody(one, bodies))).then((fetched) =>
    fetched.filter((reservation) => reservation !== undefined),
  );
}
