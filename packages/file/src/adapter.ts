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
import { hasJournal } from './journal/folder.js';
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
    const opened = this.#use();
    const putting = putTasks(opened.store, queue, tasks);
    return putting instanceof Promise
      ? putting.then((results) => stored(opened, queue, results))
      : stored(opened, queue, putting);
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
    const { store } = this.#use();
    const settling = committed(store, complete(store, leases));
    return leases.some(hasFile) ? removeBodies(store, leases, settling) : settling;
  }

  async retry(retries: readonly Retry[]): Promise<Results> {
    const { store, waits } = this.#use();
    const results = await committed(store, retry(store, retries));
    waits.announce(retries.map(({ lease }) => lease.queue));
    return results;
  }

  hold(leases: readonly Lease[]): Maybe<Results> {
    const { store } = this.#use();
    return committed(store, hold(store, leases));
  }

  touch(leases: readonly Lease[]): Results<number> {
    return touch(this.#use().store, leases);
  }

  async unhold(queue: string, which: UnholdSelection): Promise<number> {
    const { store, waits } = this.#use();
    const freed = await committed(store, operate.unhold(store, queue, which));
    waits.announce([queue]);
    return freed;
  }

  peek(queue: string, state: TaskState, max: number): Promise<readonly TaskView[]> {
    return operate.peek(this.#use().store, queue, state, max);
  }

  remove(queue: string, ids: readonly string[]): Maybe<Results> {
    const { store } = this.#use();
    return committed(store, operate.remove(store, queue, ids));
  }

  purge(queue: string, state: TaskState | undefined): Maybe<number> {
    const { store } = this.#use();
    return committed(store, operate.purge(store, queue, state));
  }

  async pause(queue: string, forMs: number): Promise<void> {
    const { store, waits } = this.#use();
    await committed(store, operate.pause(store, queue, forMs));
    waits.announce([queue]);
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
    try {
      waits.close();
    } finally {
      await quiet;
      try {
        giveBackAll(this.#opened, drain());
      } finally {
        await store.close();
      }
    }
  }

  errorOf(error: unknown): JobQueueError {
    return fileError(error, 'using', this.#folder);
  }

  #use(): Opened {
    if (this.#opened?.store.lost !== undefined) this.#leaveLost(this.#opened);
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /**
   * Where the folder is not in its place, goes on with the journal that is there now, such as a
   * restored one. Not with none: that would make an empty queue of a disk that is not mounted.
   * @throws JobQueueError `unavailable`
   */
  #leaveLost({ store, waits }: Opened): void {
    try {
      store.assertInPlace();
    } catch (error) {
      if (!hasJournal(this.#folder)) throw error;
      // Leases of the other journal say nothing about this one.
      this.#book.drain();
      this.#opened = undefined;
      waits.abandon(fileError(error, 'waiting in', this.#folder));
      store.abandon();
    }
  }

  #open(): Opened {
    const store = new Store(this.#folder, this.#settings);
    const taker = new TaskTaker(store, ({ lease }) => this.#book.add(lease));
    return { store, taker, waits: new Waits(store, taker, this.#settings.onWarning) };
  }
}

function stored({ store, waits }: Opened, queue: string, results: Results): Maybe<Results> {
  waits.announce([queue], store.somebodyWaits());
  return committed(store, results);
}

/** The value, once what was appended is as durable as was asked for. */
function committed<T>(store: Store, value: T): Maybe<T> {
  // Awaiting nothing would cost a turn all the same.
  const committing = store.committed();
  return committing === undefined ? value : committing.then(() => value);
}

function giveBackAll({ store, waits }: Opened, open: readonly Lease[]): void {
  if (open.length === 0 || store.lost !== undefined) return;
  giveBack(store, open);
  waits.announce([...new Set(open.map(({ queue }) => queue))]);
}

async function removeBodies(
  { bodies }: Store,
  leases: readonly Lease[],
  settling: Maybe<Results>,
): Promise<Results> {
  const results = await settling;
  for (const [i, lease] of leases.entries()) {
    const { bodyFile } = lease as FileLease;
    if (bodyFile !== undefined && results[i] === undefined) await bodies.remove(bodyFile);
  }
  return results;
}

const hasFile = (lease: Lease): boolean => (lease as FileLease).bodyFile !== undefined;

function withBodies(granted: readonly Granted[], { bodies }: Store): Maybe<readonly Reservation[]> {
  if (!granted.some(({ lease }) => hasFile(lease))) return granted;
  return Promise.all(granted.map((one) => fetchBody(one, bodies))).then((fetched) =>
    fetched.filter((reservation) => reservation !== undefined),
  );
}
