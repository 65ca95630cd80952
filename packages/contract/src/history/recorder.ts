import { createHash } from 'node:crypto';

import {
  type Adapter,
  type Clock,
  decorated,
  JobQueueError,
  type Lease,
  type NewTask,
  type Reservation,
  type Results,
} from '@jq/core/adapter';

import { type HistoryClock, historyClock } from './clock.js';
import type {
  RecordedAnswer,
  RecordedCall,
  DeliveryRecord,
  HistoryEvent,
  PutRecord,
} from './event.js';

export interface RecorderOptions {
  /** Names the connection in the history; unique among all that share the history. */
  readonly by: string;
  /** Gets each event when it happens. Must not throw. */
  readonly sink: (event: HistoryEvent) => void;
  /** The clock of the adapter, if it is not the system's. */
  readonly clock?: Pick<Clock, 'monotonic'>;
}

/** Writes down what one adapter is asked and answers; `wrap` gives the adapter to use instead. */
export class HistoryRecorder {
  readonly #by: string;
  readonly #sink: (event: HistoryEvent) => void;
  readonly #clock: HistoryClock;
  readonly #leases = new WeakMap<Lease, number>();
  #leaseCount = 0;
  #ops = 0;

  constructor({ by, sink, clock }: RecorderOptions) {
    this.#by = by;
    this.#sink = sink;
    this.#clock = historyClock(clock);
  }

  /** An adapter with the same verbs, each recorded but for those that change nothing. */
  wrap(adapter: Adapter): Adapter {
    // The verbs that it lacks stay absent in what is decorated, so none of them is called here.
    const whole = adapter as Required<Adapter>;
    return decorated(adapter, {
      ...this.#putAndReserve(whole),
      ...this.#leaseVerbs(whole),
      ...this.#queueVerbs(whole),
    });
  }

  #putAndReserve(adapter: Required<Adapter>): Partial<Adapter> {
    return {
      put: (queue, tasks, options) =>
        this.#record(
          { verb: 'put', queue, tasks: tasks.map(putRecord) },
          () => adapter.put(queue, tasks, options),
          resultsOf,
        ),
      reserve: (queues, options) =>
        this.#record(
          { verb: 'reserve', queues, max: options.max },
          () => adapter.reserve(queues, options),
          (taken) => ({ deliveries: taken.map((each) => this.#delivery(each)) }),
        ),
    };
  }

  #leaseVerbs(adapter: Required<Adapter>): Partial<Adapter> {
    const numbers = (leases: readonly Lease[]): number[] =>
      leases.map((each) => this.#number(each));
    return {
      complete: (leases, options) =>
        this.#record(
          { verb: 'complete', leases: numbers(leases) },
          () => adapter.complete(leases, options),
          resultsOf,
        ),
      retry: (retries, options) =>
        this.#record(
          {
            verb: 'retry',
            leases: numbers(retries.map(({ lease }) => lease)),
            retries: retries.map(({ lease: _lease, ...rest }) => rest),
          },
          () => adapter.retry(retries, options),
          resultsOf,
        ),
      touch: (leases, options) =>
        this.#record(
          { verb: 'touch', leases: numbers(leases) },
          () => adapter.touch(leases, options),
          (results) => ({
            ...resultsOf(results),
            until: leases.map((lease) => this.#clock.at(lease.expiresAt)),
          }),
        ),
      hold: (leases, options) =>
        this.#record(
          { verb: 'hold', leases: numbers(leases) },
          () => adapter.hold(leases, options),
          resultsOf,
        ),
    };
  }

  #queueVerbs(adapter: Required<Adapter>): Partial<Adapter> {
    return {
      unhold: (queue, which, options) =>
        this.#record(
          { verb: 'unhold', queue, which },
          () => adapter.unhold(queue, which, options),
          nothing,
        ),
      remove: (queue, ids, options) =>
        this.#record(
          { verb: 'remove', queue, ids },
          () => adapter.remove(queue, ids, options),
          resultsOf,
        ),
      purge: (queue, state, options) =>
        this.#record(
          { verb: 'purge', queue, ...(state === undefined ? {} : { state }) },
          () => adapter.purge(queue, state, options),
          nothing,
        ),
      pause: (queue, forMs, options) =>
        this.#record(
          { verb: 'pause', queue, forMs },
          () => adapter.pause(queue, forMs, options),
          nothing,
        ),
      close: () => this.#record({ verb: 'close' }, () => adapter.close(), nothing),
    };
  }

  async #record<T>(
    call: RecordedCall,
    act: () => Promise<T>,
    answer: (value: T) => RecordedAnswer,
  ): Promise<T> {
    this.#ops += 1;
    const [by, op] = [this.#by, this.#ops];
    this.#sink({ at: this.#clock.now(), by, op, kind: 'invoke', call });
    try {
      const value = await act();
      this.#sink({ at: this.#clock.now(), by, op, kind: 'ok', answer: answer(value) });
      return value;
    } catch (error) {
      const { code } = JobQueueError.from(error, call.verb);
      this.#sink({ at: this.#clock.now(), by, op, kind: 'fail', code });
      throw error;
    }
  }

  #delivery({ lease, body, attempts, priority }: Reservation): DeliveryRecord {
    this.#leaseCount += 1;
    this.#leases.set(lease, this.#leaseCount);
    return {
      lease: this.#leaseCount,
      queue: lease.queue,
      id: lease.taskId,
      digest: digestOf(body),
      ...(attempts === undefined ? {} : { attempts }),
      ...(priority === undefined ? {} : { priority }),
      until: this.#clock.at(lease.expiresAt),
    };
  }

  /** 0 for a lease that this recorder has not seen. */
  #number(lease: Lease): number {
    return this.#leases.get(lease) ?? 0;
  }
}

function putRecord({ id, body, priority, delayMs, ttrMs }: NewTask): PutRecord {
  return { id, digest: digestOf(body), priority, delayMs, ttrMs };
}

function resultsOf(results: Results<unknown>): RecordedAnswer {
  return { results: results.map((each) => (JobQueueError.is(each) ? each.code : null)) };
}

const nothing = (): RecordedAnswer => ({});

/** Enough of a digest to tell bodies apart; short, since histories are long. */
function digestOf(body: unknown): string {
  if (!(body instanceof Uint8Array)) return 'none';
  return createHash('sha1').update(body).digest('base64').slice(0, 12);
}
