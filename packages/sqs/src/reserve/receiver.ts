import { Aborts, JobQueueError, systemClock } from '@jq/core/adapter';
import type { Delivery, ReceiveOptions } from '@jq/core/emulations';

import type { SqsQueue } from '../broker/queue.js';
import type { SqsQueues } from '../broker/queues.js';
import { isMissing } from '../errors.js';
import { Poller } from './poller.js';

interface Waiter {
  readonly pollers: readonly Poller[];
  readonly wake: () => void;
}

/** What is left of a wait, less than this, is not worth a look. */
const SLACK_MS = 100;
/** Polls of longer waits may end a little after them rather than before. */
const SHORT_WAIT_MS = 5000;

/**
 * Receives from several queues: looks at one after the other, since earlier ones go first, then
 * waits at all of them at once. A poll that stands is never cut off, since what it is being given
 * would be hidden until its lease ends: later receives find it standing, and what comes for nobody
 * is given back.
 */
export class Receiver {
  readonly #queues: SqsQueues;
  readonly #giveBack: (deliveries: readonly Delivery[]) => void;
  readonly #pollers = new Map<SqsQueue, Poller>();
  readonly #aborts = new Aborts();
  readonly #waiters = new Set<Waiter>();
  /** Left by an aborted receive. */
  readonly #unwanted = new Set<Poller>();
  #calls = 0;

  constructor(queues: SqsQueues, giveBack: (deliveries: readonly Delivery[]) => void) {
    this.#queues = queues;
    this.#giveBack = giveBack;
  }

  async receive(places: readonly string[], options: ReceiveOptions): Promise<readonly Delivery[]> {
    const until = systemClock.monotonic() + options.waitMs;
    const queues = await Promise.all(places.map((place) => this.#queues.queue(place)));
    const pollers = queues.map((queue) => this.#pollerOf(queue));
    this.#calls += 1;
    try {
      return await this.#receive(pollers, options, until);
    } finally {
      this.#calls -= 1;
      // Nobody will come soon for what still arrives.
      if (options.signal?.aborted === true) this.#dropUnlessWanted(pollers);
    }
  }

  /** Waits for polls that stand, and gives back what they bring. */
  async close(): Promise<void> {
    const pollers = [...this.#pollers.values()];
    for (const poller of pollers) poller.drop();
    await Promise.all(pollers.map((poller) => poller.quiet.then(() => poller.drop())));
  }

  async #receive(
    pollers: readonly Poller[],
    options: ReceiveOptions,
    until: number,
  ): Promise<readonly Delivery[]> {
    for (;;) {
      const arrived = this.#take(pollers, options.max);
      if (arrived.length > 0) return arrived;
      const seen = await this.#look(pollers, options, until - systemClock.monotonic());
      if (seen.length > 0) return seen;
      const leftMs = until - systemClock.monotonic();
      if (leftMs <= 0 || options.signal?.aborted === true) return [];
      await this.#wait(pollers, leftMs, options);
    }
  }

  #take(pollers: readonly Poller[], max: number): readonly Delivery[] {
    const taken: Delivery[] = [];
    for (const poller of pollers) taken.push(...poller.take(max - taken.length));
    if (taken.length > 0) return taken;
    for (const poller of pollers) {
      const failure = poller.takeFailure();
      if (failure !== undefined) this.#failed(poller, failure);
    }
    return taken;
  }

  async #look(
    pollers: readonly Poller[],
    { max, signal }: ReceiveOptions,
    leftMs: number,
  ): Promise<readonly Delivery[]> {
    const polls = secondsOf(leftMs) > 0;
    // The poll of a single queue brings at once what is there.
    if (polls && pollers.length === 1 && pollers[0]?.isHot === false) return [];
    const unseen = pollers.filter((poller) => !poller.isWatched);
    // Polls of all of them follow, and that is soon enough.
    if (polls && unseen.every((poller) => poller.wasJustEmpty)) return [];
    const busy = pollers.some((poller) => poller.isBusy);
    const emptied = unseen.filter((poller) => busy && poller.wasJustEmpty);
    const first = unseen.filter((poller) => !emptied.includes(poller));
    // Under load, those that were empty a moment ago come last.
    for (const poller of polls ? first : [...first, ...emptied]) {
      if (signal?.aborted === true) return [];
      const got = await poller.look(max).catch((error: unknown) => this.#failed(poller, error));
      if (got.length > 0) return got;
    }
    return [];
  }

  /** Until something arrives somewhere, a poll ends, the time is over or the signal fires. */
  #wait(pollers: readonly Poller[], leftMs: number, options: ReceiveOptions): Promise<void> {
    const { max, signal } = options;
    const seconds = secondsOf(leftMs);
    const count = Math.max(1, Math.floor(max / pollers.length));
    if (seconds > 0) for (const poller of pollers) poller.watch(count, seconds);
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        unwatch();
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter = { pollers, wake: end };
      this.#waiters.add(waiter);
      const cancel = systemClock.after(leftMs, end);
      let unwatch = (): void => undefined;
      if (signal !== undefined) unwatch = this.#aborts.watch(signal, end);
    });
  }

  readonly #polled = (poller: Poller): void => {
    for (const waiter of this.#waiters) if (waiter.pollers.includes(poller)) waiter.wake();
    if (this.#unwanted.has(poller)) this.#dropUnlessWanted([poller]);
  };

  #dropUnlessWanted(pollers: readonly Poller[]): void {
    for (const poller of pollers)
      if (this.#calls > 0) this.#unwanted.delete(poller);
      else {
        this.#unwanted.add(poller);
        poller.drop();
      }
  }

  #pollerOf(queue: SqsQueue): Poller {
    let poller = this.#pollers.get(queue);
    if (poller === undefined) {
      poller = new Poller(queue, this.#polled, this.#giveBack);
      this.#pollers.set(queue, poller);
    }
    return poller;
  }

  #failed({ queue }: Poller, error: unknown): never {
    this.#pollers.delete(queue);
    const failure = JobQueueError.from(error, 'SQS ReceiveMessage');
    throw isMissing(failure) ? this.#queues.deleted(queue, failure) : failure;
  }
}

/**
 * The wait of a poll, in SQS' whole seconds. 0: too short for one, so that none outlives its
 * reserve by much.
 */
function secondsOf(leftMs: number): number {
  return leftMs < SHORT_WAIT_MS ? Math.floor((leftMs + SLACK_MS) / 1000) : Math.ceil(leftMs / 1000);
}
