import {
  aborted,
  type Adapter,
  type CallOptions,
  checkQueueName,
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
  type TaskState,
  type TaskView,
  type UnholdSelection,
  withoutDoubt,
} from '@jq/core/adapter';
import { type Address, Servers } from '@jq/core/tcp';

import { closedError } from './errors.js';
import { Operations } from './inspect/operations.js';
import { settle, type Settling } from './leases/settle.js';
import { touch } from './leases/touch.js';
import { completing, holding, retrying } from './leases/verbs.js';
import { type BeanstalkdOptions, type Settings, settingsOf } from './options.js';
import { type PutDesk, putTasks } from './put/put-tasks.js';
import { reserveTasks } from './reserve/reserve-tasks.js';
import { checkFacts } from './server/check-facts.js';
import { Server } from './server/server.js';
import { type BeanstalkdCapabilities, supportsOf } from './supports.js';

const STATES: readonly TaskState[] = ['ready', 'delayed', 'reserved', 'held'];

/** Tasks on one beanstalkd or several. */
export class BeanstalkdAdapter implements Adapter<BeanstalkdCapabilities> {
  readonly name = 'beanstalkd';
  readonly supports: BeanstalkdCapabilities;
  readonly #settings: Settings;
  readonly #book: LeaseBook = new LeaseBook();
  readonly #closed: AbortController = new AbortController();
  readonly #servers: Servers<Server>;
  readonly #operations: Operations;
  readonly #putDesk: PutDesk;
  readonly #retrying: Settling<Retry>;
  #closing: Promise<void> | undefined;

  /** Connects at first use. @throws JobQueueError `invalid` for unusable options */
  constructor(addresses: readonly Address[], options: BeanstalkdOptions = {}) {
    const settings = settingsOf(options);
    this.#settings = settings;
    this.supports = supportsOf(settings);
    this.#retrying = retrying(this.supports.maxDelayMs);
    const parts = {
      book: this.#book,
      closed: this.#closed.signal,
      check: checkFacts(settings),
    };
    this.#servers = new Servers(addresses.map((each) => new Server(each, settings, parts)));
    this.#operations = new Operations(this.#servers, settings.answerMs);
    this.#putDesk = {
      servers: this.#servers,
      supports: this.supports,
      answerMs: settings.answerMs,
      begin: (options) => this.#begin(options),
    };
  }

  /**
   * Connects to every server that can be reached, and to at least one.
   * @throws JobQueueError `unavailable`; `invalid` when `binlog` is promised and a server runs
   * without
   */
  async open(options?: CallOptions): Promise<void> {
    this.#begin(options);
    await this.#servers.look(this.#until(), options?.signal);
  }

  put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results<string>> {
    return putTasks(this.#putDesk, queue, tasks, options);
  }

  async reserve(
    queues: readonly string[],
    options: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    checkWhole('number of queues', queues.length, 1, MAX_PRIORITY);
    for (const queue of queues) checkQueueName(queue);
    checkWhole('max', options.max, 1, MAX_PRIORITY);
    checkWhole('waitMs', options.waitMs, 0, this.supports.maxWaitMs);
    this.#begin(options);
    const { waitMs, signal } = options;
    const request = {
      queues: [...new Set(queues)],
      max: Math.min(options.max, this.supports.maxBatch),
      waits: waitMs > 0,
      until: waitMs > 0 ? performance.now() + waitMs : this.#until(),
      signal,
    };
    const giveBack = (spare: readonly Reservation[]): void => this.#giveBack(spare);
    const taken = await reserveTasks(this.#servers, request, giveBack).catch((error: unknown) => {
      throw this.#closing === undefined ? withoutDoubt(error) : closedError();
    });
    if (this.#closing !== undefined) throw closedError();
    if (taken.length === 0 && signal?.aborted === true) throw aborted(signal);
    return taken;
  }

  complete(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#settle(completing, leases, options);
  }

  retry(retries: readonly Retry[], options?: CallOptions): Promise<Results> {
    return this.#settle(this.#retrying, retries, options);
  }

  hold(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#settle(holding, leases, options);
  }

  async touch(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    this.#begin(options);
    return touch(this.#book, leases);
  }

  async unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number> {
    this.#operate(queue, options);
    if ('ids' in which) return this.#operations.unholdNamed(queue, which.ids, options);
    checkWhole('max', which.max, 0, Number.MAX_SAFE_INTEGER);
    return this.#operations.unholdFirst(queue, which.max, options);
  }

  async peek(
    queue: string,
    state: TaskState,
    max: number,
    options?: CallOptions,
  ): Promise<readonly TaskView[]> {
    this.#operate(queue, options);
    checkState(state, this.supports.peek, 'peek at', 'BeanstalkdAdapter.held lists held tasks');
    checkWhole('max', max, 1, MAX_PRIORITY);
    return this.#operations.peek(queue, state, max, options);
  }

  /**
   * Held tasks, in the order in which they were put; the order of holding, that of `unhold`, the
   * server shows to nobody. Walks like `peek`.
   */
  async held(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]> {
    this.#operate(queue, options);
    checkWhole('max', max, 1, MAX_PRIORITY);
    return this.#operations.peek(queue, 'held', max, options);
  }

  async remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results> {
    this.#operate(queue, options);
    return this.#operations.remove(queue, ids, options);
  }

  async purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number> {
    this.#operate(queue, options);
    if (state !== undefined) checkState(state, this.supports.purge, 'purge', 'workers have them');
    return this.#operations.purge(queue, state, options);
  }

  async pause(queue: string, forMs: number, options?: CallOptions): Promise<void> {
    this.#operate(queue, options);
    checkWhole('forMs', forMs, 0, this.supports.maxDelayMs);
    await this.#operations.pause(queue, forMs, options);
  }

  async stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    this.#operate(queue, options);
    return this.#operations.stats(queue, options);
  }

  async queues(options?: CallOptions): Promise<readonly string[]> {
    this.#begin(options);
    return this.#operations.queues(options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed.abort();
    this.#book.drain();
    await Promise.all(this.#servers.all.map((server) => server.end()));
  }

  async #settle<T>(
    settling: Settling<T>,
    items: readonly T[],
    options: CallOptions | undefined,
  ): Promise<Results> {
    this.#begin(options);
    return settle(this.#book, settling, items);
  }

  #giveBack(spare: readonly Reservation[]): void {
    const retries = spare.map(({ lease }) => ({ lease, delayMs: 0 }));
    settle(this.#book, this.#retrying, retries).catch(() => undefined);
  }

  #operate(queue: string, options: CallOptions | undefined): void {
    checkQueueName(queue);
    this.#begin(options);
  }

  #begin(options: CallOptions | undefined): void {
    if (this.#closing !== undefined) throw closedError();
    if (options?.signal?.aborted === true) throw aborted(options.signal);
  }

  #until(): number {
    return performance.now() + this.#settings.answerMs;
  }
}

function checkState(
  state: TaskState,
  allowed: readonly TaskState[],
  verb: string,
  why: string,
): void {
  if (!STATES.includes(state))
    throw new JobQueueError('invalid', `state "${String(state)}": use one of ${STATES.join(', ')}`);
  if (!allowed.includes(state))
    throw new JobQueueError('unsupported', `beanstalkd cannot ${verb} ${state} tasks: ${why}`);
}
