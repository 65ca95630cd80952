import { setMaxListeners } from 'node:events';

import type {
  Adapter,
  CallOptions,
  Lease,
  NewTask,
  Reservation,
  ReserveOptions,
  Results,
  Retry,
} from '../adapter/adapter.js';
import { Bag } from '../adapter/bag.js';
import type { Capabilities } from '../adapter/capabilities.js';
import { checkNewTask, checkQueueName, checkReserve, checkRetry } from '../adapter/checks.js';
import { LeaseBook } from '../adapter/lease-book.js';
import { fillIn } from '../adapter/results.js';
import { JobQueueError } from '../errors.js';
import { type Clock, systemClock } from '../time/clock.js';
import { attemptsOf } from './mover.js';
import { operatorVerbs } from './operator-verbs.js';
import { deliveryOf, type Desk, settle, type Settling } from './settling.js';
import { SinglePuts } from './single-puts.js';
import { touch } from './touching.js';
import type { Delivery, Outgoing, Transport } from './transport.js';

export interface AdapterOverOptions {
  /** The one that the deliveries' `expiresAt` is on. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * The adapter of a broker that stores frames: a transport with its emulations. It checks arguments,
 * keeps the book of leases, refuses what comes after a lease has ended, sends single puts of one
 * tick together, and gives back at close. It declares what the transport declares, and has the
 * verbs that the transport has.
 */
export function adapterOver<C extends Capabilities>(
  transport: Transport<C>,
  options: AdapterOverOptions = {},
): Adapter<C> {
  const over = new OverTransport(transport, options.clock ?? systemClock);
  return {
    name: transport.name,
    supports: transport.supports,
    open: (asked) => over.open(asked),
    put: (queue, tasks, asked) => over.put(queue, tasks, asked),
    reserve: (queues, asked) => over.reserve(queues, asked),
    complete: (leases, asked) => over.complete(leases, asked),
    retry: (retries, asked) => over.retry(retries, asked),
    ...(transport.extend && { touch: (leases, asked) => over.touch(leases, asked) }),
    ...(transport.hold && { hold: (leases, asked) => over.hold(leases, asked) }),
    ...operatorVerbs(transport, (asked, queue, work) => over.operate(asked, queue, work)),
    close: () => over.close(),
  };
}

class OverTransport {
  readonly #transport: Transport;
  readonly #supports: Capabilities;
  readonly #desk: Desk;
  readonly #closing = endless(new AbortController());
  readonly #underWay = new Bag<Promise<unknown>>();
  readonly #singlePuts: SinglePuts;
  #closed: Promise<void> | undefined;

  constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#supports = transport.supports;
    this.#desk = {
      book: new LeaseBook(clock),
      clock,
      lateComplete: transport.supports.lateComplete,
    };
    this.#singlePuts = new SinglePuts(transport, (sending) => void this.#track(sending));
  }

  open(options?: CallOptions): Promise<void> {
    return this.#call(options, () => this.#transport.open(options));
  }

  async put(
    queue: string,
    tasks: readonly NewTask[],
    options?: CallOptions,
  ): Promise<Results<string>> {
    this.#checkQueue(queue);
    const [task] = tasks;
    if (task !== undefined && tasks.length === 1 && options?.signal === undefined)
      return this.#putOne(queue, task);
    // Calls of one tick keep their order.
    this.#singlePuts.flush();
    return this.#call(options, async () => {
      const refusals = tasks.map((task) => checkNewTask(task, this.#supports));
      const results = [...refusals];
      await fillIn(
        results,
        tasks,
        (index) => refusals[index] === undefined,
        (accepted) => this.#transport.send(queue, accepted.map(toMessage), options),
      );
      return tasks.map(({ id }, index) => results[index] ?? id);
    });
  }

  #putOne(queue: string, task: NewTask): Results<string> | Promise<Results<string>> {
    this.#refuseClosed();
    const refusal = checkNewTask(task, this.#supports);
    return refusal === undefined ? this.#singlePuts.add(queue, toMessage(task)) : [refusal];
  }

  async reserve(
    queues: readonly string[],
    options: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    checkReserve(queues, options, this.#supports);
    for (const queue of queues) this.#checkQueue(queue);
    const { max, waitMs, signal } = options;
    const closing = this.#closing.signal;
    const either = signal === undefined ? closing : AbortSignal.any([closing, signal]);
    const got = await this.#call(options, async () => {
      const asked = { max, waitMs, signal: either };
      const names = queues.length === 1 ? queues : [...new Set(queues)];
      const deliveries = await this.#transport.receive(names, asked);
      return deliveries.map((delivery) => this.#reservationOf(delivery));
    }).catch((error: unknown) => {
      // Closing aborts the wait; to the caller it is closed.
      this.#refuseClosed();
      throw error;
    });
    this.#refuseClosed();
    if (got.length === 0 && options.signal?.aborted === true) throw aborted();
    return got;
  }

  #reservationOf(delivery: Delivery): Reservation {
    const { queue, frame, ttrMs, expiresAt } = delivery;
    const lease: Lease = { queue, taskId: frame.id, token: delivery, ttrMs, expiresAt };
    this.#desk.book.add(lease);
    const counted = this.#supports.rules.ATTEMPTS !== 'unsupported';
    const attempts = counted ? attemptsOf(delivery) : undefined;
    // A copy: what a handler does to its body must not be what a retry writes.
    return { lease, body: Buffer.from(frame.body), attempts, priority: frame.priority };
  }

  complete(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#settle(options, leases, {
      verb: 'complete',
      leaseOf: (lease) => lease,
      send: (open) => this.#transport.remove(open.map(deliveryOf), options),
    });
  }

  retry(retries: readonly Retry[], options?: CallOptions): Promise<Results> {
    const transport = this.#transport;
    return this.#settle(options, retries, {
      verb: 'retry',
      leaseOf: ({ lease }) => lease,
      refusal: (retry) => checkRetry(retry, this.#supports),
      send: async (open) => {
        const again = open.map(({ lease, ...how }) => ({ ...how, delivery: deliveryOf(lease) }));
        return (await transport.retry?.(again, options)) ?? missing(transport, 'retry', open);
      },
    });
  }

  hold(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    const transport = this.#transport;
    return this.#settle(options, leases, {
      verb: 'hold',
      leaseOf: (lease) => lease,
      send: async (open) =>
        (await transport.hold?.(open.map(deliveryOf), options)) ?? missing(transport, 'hold', open),
    });
  }

  #settle<T>(
    options: CallOptions | undefined,
    items: readonly T[],
    settling: Settling<T>,
  ): Promise<Results> {
    return this.#call(options, () => settle(this.#desk, items, settling));
  }

  touch(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#call(options, () => touch(this.#desk, this.#transport, leases, options));
  }

  async operate<T>(
    options: CallOptions | undefined,
    queue: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    if (queue !== undefined) this.#checkQueue(queue);
    return this.#call(options, work);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#singlePuts.flush();
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
    const open = this.#desk.book.drain().map(deliveryOf);
    const { lease } = this.#supports;
    // The end of a connection gives its leases back by itself, and in place.
    if (open.length > 0 && lease === 'timed')
      await this.#transport.release?.(open).catch(() => undefined);
    await this.#transport.close();
  }

  #checkQueue(queue: string): void {
    checkQueueName(queue);
    this.#transport.checkQueue?.(queue);
  }

  /** Every request goes through here, so that `close` knows what is under way. */
  async #call<T>(options: CallOptions | undefined, work: () => Promise<T>): Promise<T> {
    this.#refuseClosed();
    if (options?.signal?.aborted === true) throw aborted();
    return this.#track(work());
  }

  async #track<T>(call: Promise<T>): Promise<T> {
    this.#underWay.add(call);
    try {
      return await call;
    } finally {
      this.#underWay.delete(call);
    }
  }

  #refuseClosed(): void {
    if (!this.#closing.signal.aborted) return;
    throw new JobQueueError('closed', `this ${this.#transport.name} adapter was closed`);
  }
}

/** A copy of the body: what the caller does to it afterwards is its own affair. */
function toMessage({ id, body, priority, delayMs, ttrMs }: NewTask): Outgoing {
  const frame = { id, priority, ttrMs, attempts: 0, moves: 0, body: Buffer.from(body) };
  return { frame, delayMs };
}

function missing(transport: Transport, verb: string, items: readonly unknown[]): Results {
  const what = `adapter ${transport.name} was composed without ${verb}: add its emulation`;
  return items.map(() => new JobQueueError('unsupported', what));
}

function aborted(): JobQueueError {
  return new JobQueueError('aborted', 'the call was aborted');
}

/** As many may wait for its end as there are calls under way. */
function endless(controller: AbortController): AbortController {
  setMaxListeners(0, controller.signal);
  return controller;
}
