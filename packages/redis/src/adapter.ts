import {
  type Adapter,
  type CallOptions,
  checkNewTask,
  checkQueueName,
  checkWhole,
  type JobQueueError,
  type Lease,
  type NewTask,
  type QueueStats,
  type Reservation,
  type ReserveOptions,
  type Results,
  type Retry,
  type TaskState,
  type TaskView,
  type UnholdSelection,
} from '@jq/core/adapter';

import * as admin from './admin.js';
import type { Broker } from './broker.js';
import { parseDsn } from './dsn.js';
import { abortedError, closedError } from './errors.js';
import { type RedisOptions, settingsOf } from './options.js';
import type { Failures } from './put-line.js';
import { Session } from './session.js';
import { type RedisCapabilities, supports } from './supports.js';
import { checkTarget, type RedisTarget } from './target.js';

const MOST_QUEUES = 255;
const NO_FAILURES: Promise<Failures> = Promise.resolve([]);

/** Tasks in Redis, Valkey or a cluster of either, shared by all who reach it. */
export class RedisAdapter implements Adapter<RedisCapabilities> {
  readonly name = 'redis';
  readonly supports: RedisCapabilities;
  readonly #session: Session;
  #closing: Promise<void> | undefined;

  /** Connects when first used. @throws JobQueueError `invalid` for an unusable target or option */
  constructor(target: RedisTarget, options: RedisOptions = {}) {
    const parsed = typeof target === 'string' ? parseDsn(target) : { target, options: {} };
    checkTarget(parsed.target);
    const settings = settingsOf({ ...parsed.options, ...options });
    this.supports = { ...supports, durable: settings.durable };
    this.#session = new Session(parsed.target, settings);
  }

  /** Connects and compares the server with what is declared; warns of settings that lose tasks. */
  async open(options?: CallOptions): Promise<void> {
    await this.#do(options, (session) => session.open());
  }

  async put(
    queue: string,
    tasks: readonly NewTask[],
    options?: CallOptions,
  ): Promise<Results<string>> {
    checkQueueName(queue);
    const results: (string | JobQueueError)[] = [];
    let refused = false;
    for (const task of tasks) {
      const refusal = checkNewTask(task, supports);
      refused ||= refusal !== undefined;
      results.push(refusal ?? task.id);
    }
    const good = refused ? tasks.filter((_, i) => typeof results[i] === 'string') : tasks;
    const failures = await this.#do(options, (session) =>
      good.length === 0 ? NO_FAILURES : session.put(queue, good),
    );
    if (failures.length === 0) return results;
    let next = 0;
    return results.map((result) =>
      typeof result === 'string' ? (failures[next++] ?? result) : result,
    );
  }

  async reserve(
    queues: readonly string[],
    options: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    checkWhole('number of queues', queues.length, 1, MOST_QUEUES);
    for (const queue of queues) checkQueueName(queue);
    checkWhole('max', options.max, 1, Number.MAX_SAFE_INTEGER);
    checkWhole('waitMs', options.waitMs, 0, supports.maxWaitMs);
    const distinct = queues.length === 1 ? queues : [...new Set(queues)];
    this.#check(options);
    if (!this.#session.isOpen)
      await this.#session.aborts.race(this.#session.open(), options.signal);
    // Not raced with the signal: what is given must not get lost.
    return this.#session.reserve(distinct, options);
  }

  async complete(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#do(options, ({ desk }) => desk.complete(leases));
  }

  async retry(retries: readonly Retry[], options?: CallOptions): Promise<Results> {
    return this.#do(options, ({ settling }) => settling.retry(retries));
  }

  async touch(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#do(options, ({ settling }) => settling.touch(leases));
  }

  async hold(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#do(options, ({ settling }) => settling.hold(leases));
  }

  async unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number> {
    return this.#on(queue, options, (broker) => admin.unhold(broker, queue, which));
  }

  async peek(
    queue: string,
    state: TaskState,
    max: number,
    options?: CallOptions,
  ): Promise<readonly TaskView[]> {
    admin.checkState('peek', state, supports.peek);
    checkWhole('max', max, 1, Number.MAX_SAFE_INTEGER);
    return this.#on(queue, options, (broker) => admin.peek(broker, queue, state, max));
  }

  async remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results> {
    return this.#on(queue, options, (broker) => admin.remove(broker, queue, ids));
  }

  async purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number> {
    if (state !== undefined) admin.checkState('purge', state, supports.purge);
    return this.#on(queue, options, (broker) => admin.purge(broker, queue, state));
  }

  async pause(queue: string, forMs: number, options?: CallOptions): Promise<void> {
    checkWhole('forMs', forMs, 0, supports.maxDelayMs);
    return this.#on(queue, options, (broker) => admin.pause(broker, queue, forMs));
  }

  async stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    return this.#on(queue, options, (broker) => admin.stats(broker, queue));
  }

  async queues(options?: CallOptions): Promise<readonly string[]> {
    return this.#do(options, ({ broker }) => admin.queueNames(broker));
  }

  close(): Promise<void> {
    this.#closing ??= this.#session.close();
    return this.#closing;
  }

  async #on<T>(
    queue: string,
    options: CallOptions | undefined,
    run: (broker: Broker) => Promise<T>,
  ): Promise<T> {
    checkQueueName(queue);
    return this.#do(options, ({ broker }) => run(broker));
  }

  #do<T>(options: CallOptions | undefined, run: (session: Session) => Promise<T>): Promise<T> {
    this.#check(options);
    const session = this.#session;
    const work = session.isOpen ? run(session) : session.open().then(() => run(session));
    return session.aborts.race(work, options?.signal);
  }

  /** @throws JobQueueError `closed`, `aborted` */
  #check(options: CallOptions | undefined): void {
    if (this.#closing !== undefined) throw closedError();
    if (options?.signal?.aborted === true) throw abortedError(options.signal);
  }
}
