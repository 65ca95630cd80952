import {
  type Adapter,
  JobQueueError,
  type QueueStats,
  type Results,
  type TaskState,
  type UnholdSelection,
} from '@jq/core';
import type { Lease, NewTask, Reservation, Retry } from '@jq/core/adapter';

import { digest } from './body.js';
import { bootMs, toBootMs } from './boot-clock.js';
import type { DeliveryEntry, HistoryWriter, Reply, Request } from './history.js';

/** Every verb; the harness uses them all. */
export type FullAdapter = Required<Adapter>;

/** How long one reserve may look, and who may end it early. */
export interface Look {
  readonly max: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Passes calls on and writes each into the history: what was asked before, what came of it after.
 */
export class RecordedAdapter {
  readonly #adapter: FullAdapter;
  readonly #history: HistoryWriter;
  readonly #leases = new WeakMap<Lease, number>();
  /** When each unanswered call must be back. */
  readonly pending: Map<number, { readonly verb: string; readonly dueMs: number }> = new Map();
  #ops = 0;
  #leaseNumber = 0;

  constructor(adapter: FullAdapter, history: HistoryWriter) {
    this.#adapter = adapter;
    this.#history = history;
  }

  get idempotentPut(): boolean {
    return this.#adapter.supports.idempotentPut;
  }

  put(queue: string, tasks: readonly NewTask[]): Promise<Results<string> | undefined> {
    const entries = tasks.map(({ body, ...task }) => ({
      id: task.id,
      priority: task.priority,
      delayMs: task.delayMs,
      ttrMs: task.ttrMs,
      bytes: body.byteLength,
      digest: digest(body),
    }));
    return this.#run(
      { verb: 'put', queue, tasks: entries },
      () => this.#adapter.put(queue, tasks),
      replyWithResults,
    );
  }

  async reserve(queues: readonly string[], look: Look): Promise<readonly Reservation[]> {
    const reserved = await this.#run(
      { verb: 'reserve', queues, max: look.max },
      () => this.#adapter.reserve(queues, look),
      (taken) => ({ deliveries: taken.map((each) => this.#delivery(each)) }),
      look.waitMs,
    );
    return reserved ?? [];
  }

  complete(leases: readonly Lease[]): Promise<Results | undefined> {
    return this.#run(
      { verb: 'complete', leases: this.#numbers(leases) },
      () => this.#adapter.complete(leases),
      replyWithResults,
    );
  }

  hold(leases: readonly Lease[]): Promise<Results | undefined> {
    return this.#run(
      { verb: 'hold', leases: this.#numbers(leases) },
      () => this.#adapter.hold(leases),
      replyWithResults,
    );
  }

  touch(leases: readonly Lease[]): Promise<Results | undefined> {
    return this.#run(
      { verb: 'touch', leases: this.#numbers(leases) },
      () => this.#adapter.touch(leases),
      (results) => ({
        ...replyWithResults(results),
        deadlines: leases.map((lease) => toBootMs(lease.expiresAt)),
      }),
    );
  }

  retry(retries: readonly Retry[]): Promise<Results | undefined> {
    const entries = retries.map(({ lease, ...rest }) => ({ lease: this.#number(lease), ...rest }));
    return this.#run(
      { verb: 'retry', retries: entries },
      () => this.#adapter.retry(retries),
      replyWithResults,
    );
  }

  remove(queue: string, ids: readonly string[]): Promise<Results | undefined> {
    return this.#run(
      { verb: 'remove', queue, ids },
      () => this.#adapter.remove(queue, ids),
      replyWithResults,
    );
  }

  unhold(queue: string, which: UnholdSelection): Promise<number | undefined> {
    return this.#run(
      { verb: 'unhold', queue, which },
      () => this.#adapter.unhold(queue, which),
      () => ({}),
    );
  }

  purge(queue: string): Promise<number | undefined> {
    return this.#run(
      { verb: 'purge', queue },
      () => this.#adapter.purge(queue),
      () => ({}),
    );
  }

  pause(queue: string, forMs: number): Promise<void> {
    return this.#run(
      { verb: 'pause', queue, forMs },
      () => this.#adapter.pause(queue, forMs),
      () => ({}),
    );
  }

  peek(queue: string, state: TaskState, max: number): Promise<readonly { id: string }[]> {
    const views = this.#run(
      { verb: 'peek', queue, state },
      () => this.#adapter.peek(queue, state, max),
      () => ({}),
    );
    return views.then((seen) => seen ?? []);
  }

  stats(queue: string): Promise<QueueStats | undefined> {
    return this.#run(
      { verb: 'stats', queue },
      () => this.#adapter.stats(queue),
      () => ({}),
    );
  }

  async close(): Promise<void> {
    await this.#run(
      { verb: 'close' },
      () => this.#adapter.close(),
      () => ({}),
    );
    this.#history.close();
  }

  /** Says in the history that something happened which never may. */
  fault(text: string): void {
    this.#history.write({ at: bootMs(), fault: text });
  }

  /** An error of the call is recorded, not thrown; its value is then undefined. */
  async #run<T>(
    ask: Request,
    call: () => Promise<T>,
    reply: (value: T) => Reply,
    waitMs = 0,
  ): Promise<T | undefined> {
    this.#ops += 1;
    const op = this.#ops;
    this.#history.write({ at: floor(bootMs()), op, ask });
    this.pending.set(op, { verb: ask.verb, dueMs: bootMs() + waitMs });
    try {
      const value = await call();
      const at = ceil(bootMs());
      this.#history.write({ at, op, reply: reply(value) });
      return value;
    } catch (error) {
      const failed = JobQueueError.is(error) ? error.code : 'not a JobQueueError';
      const text = error instanceof Error ? error.message : String(error);
      this.#history.write({ at: ceil(bootMs()), op, failed, text });
      return undefined;
    } finally {
      this.pending.delete(op);
    }
  }

  #delivery({ lease, body, attempts, priority }: Reservation): DeliveryEntry {
    this.#leaseNumber += 1;
    this.#leases.set(lease, this.#leaseNumber);
    return {
      lease: this.#leaseNumber,
      queue: lease.queue,
      id: lease.taskId,
      attempts: attempts ?? 0,
      priority: priority ?? -1,
      ttrMs: lease.ttrMs,
      deadline: floor(toBootMs(lease.expiresAt)),
      bytes: body.byteLength,
      digest: digest(body),
    };
  }

  #numbers(leases: readonly Lease[]): number[] {
    return leases.map((lease) => this.#number(lease));
  }

  #number(lease: Lease): number {
    return this.#leases.get(lease) ?? 0;
  }
}

function replyWithResults(results: Results<unknown>): Reply {
  return { results: results.map((result) => (JobQueueError.is(result) ? result.code : null)) };
}

// Microseconds are enough; rounding outwards keeps every conclusion safe.
const floor = (ms: number): number => Math.floor(ms * 1000) / 1000;
const ceil = (ms: number): number => Math.ceil(ms * 1000) / 1000;
