import { JobQueueError } from '@jq/core/adapter';
import type { Delivery, ReceiveOptions } from '@jq/core/emulations';

import { isMissing } from '../client/failure.js';
import type { Lane } from '../lane/lane.js';
import type { Lanes } from '../lane/lanes.js';
import { Inlet } from './inlet.js';

interface Waiter {
  readonly lanes: ReadonlySet<Lane>;
  readonly wake: () => void;
}

/** What is left of a wait, less than this, is not worth a look. */
const SLACK_MS = 100;
/** Polls of longer waits may end a little after them rather than before. */
const SHORT_WAIT_MS = 5000;

/**
 * Receives from several lanes: looks at one after the other, since earlier lanes go first, then
 * waits at all of them at once. A poll that stands is never cut off, since what it is being given
 * would be hidden until its lease ends: later receives find it standing, and what comes for nobody
 * is given back.
 */
export class Receiver {
  readonly #lanes: Lanes;
  readonly #giveBack: (deliveries: readonly Delivery[]) => void;
  readonly #inlets = new Map<Lane, Inlet>();
  readonly #waiters = new Set<Waiter>();
  /** Left by an aborted receive. */
  readonly #unwanted = new Set<Inlet>();
  #calls = 0;

  constructor(lanes: Lanes, giveBack: (deliveries: readonly Delivery[]) => void) {
    this.#lanes = lanes;
    this.#giveBack = giveBack;
  }

  async receive(places: readonly string[], options: ReceiveOptions): Promise<readonly Delivery[]> {
    const until = performance.now() + options.waitMs;
    const lanes = await Promise.all(places.map((place) => this.#lanes.lane(place)));
    const inlets = lanes.map((lane) => this.#inletOf(lane));
    this.#calls += 1;
    try {
      return await this.#receive(inlets, options, until);
    } finally {
      this.#calls -= 1;
      // Nobody will come soon for what still arrives.
      if (options.signal?.aborted === true) this.#dropUnlessWanted(inlets);
    }
  }

  /** Waits for polls that stand, and gives back what they bring. */
  async close(): Promise<void> {
    const inlets = [...this.#inlets.values()];
    for (const inlet of inlets) inlet.drop();
    await Promise.all(inlets.map((inlet) => inlet.quiet.then(() => inlet.drop())));
  }

  async #receive(
    inlets: readonly Inlet[],
    options: ReceiveOptions,
    until: number,
  ): Promise<readonly Delivery[]> {
    for (;;) {
      const arrived = this.#take(inlets, options.max);
      if (arrived.length > 0) return arrived;
      const seen = await this.#look(inlets, options, until - performance.now());
      if (seen.length > 0) return seen;
      const leftMs = until - performance.now();
      if (leftMs <= 0 || options.signal?.aborted === true) return [];
      await this.#wait(inlets, leftMs, options);
    }
  }

  #take(inlets: readonly Inlet[], max: number): readonly Delivery[] {
    const taken: Delivery[] = [];
    for (const inlet of inlets) taken.push(...inlet.take(max - taken.length));
    if (taken.length > 0) return taken;
    for (const inlet of inlets) {
      const failure = inlet.takeFailure();
      if (failure !== undefined) this.#failed(inlet, failure);
    }
    return taken;
  }

  async #look(
    inlets: readonly Inlet[],
    { max, signal }: ReceiveOptions,
    leftMs: number,
  ): Promise<readonly Delivery[]> {
    const polls = secondsOf(leftMs) > 0;
    // The poll of a single lane brings at once what is there.
    if (polls && inlets.length === 1 && inlets[0]?.isHot === false) return [];
    const unseen = inlets.filter((inlet) => !inlet.isWatched);
    // Polls of all of them follow, and that is soon enough.
    if (polls && unseen.every((inlet) => inlet.wasJustEmpty)) return [];
    const busy = inlets.some((inlet) => inlet.isBusy);
    const emptied = unseen.filter((inlet) => busy && inlet.wasJustEmpty);
    const first = unseen.filter((inlet) => !emptied.includes(inlet));
    // Under load, those that were empty a moment ago come last.
    for (const inlet of polls ? first : [...first, ...emptied]) {
      if (signal?.aborted === true) return [];
      const got = await inlet.look(max).catch((error: unknown) => this.#failed(inlet, error));
      if (got.length > 0) return got;
    }
    return [];
  }

  /** Until something arrives somewhere, a poll ends, the time is over or the signal fires. */
  #wait(inlets: readonly Inlet[], leftMs: number, options: ReceiveOptions): Promise<void> {
    const { max, signal } = options;
    const seconds = secondsOf(leftMs);
    const count = Math.max(1, Math.floor(max / inlets.length));
    if (seconds > 0) for (const inlet of inlets) inlet.watch(count, seconds);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#waiters.delete(waiter);
        resolve();
      };
      const timer = setTimeout(end, Math.ceil(leftMs));
      const waiter = { lanes: new Set(inlets.map(({ lane }) => lane)), wake: end };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted === true) end();
    });
  }

  readonly #ring = (lane: Lane): void => {
    for (const waiter of this.#waiters) if (waiter.lanes.has(lane)) waiter.wake();
    const inlet = this.#inlets.get(lane);
    if (inlet !== undefined && this.#unwanted.has(inlet)) this.#dropUnlessWanted([inlet]);
  };

  #dropUnlessWanted(inlets: readonly Inlet[]): void {
    for (const inlet of inlets)
      if (this.#calls > 0) this.#unwanted.delete(inlet);
      else {
        this.#unwanted.add(inlet);
        inlet.drop();
      }
  }

  #inletOf(lane: Lane): Inlet {
    let inlet = this.#inlets.get(lane);
    if (inlet === undefined) {
      inlet = new Inlet(lane, this.#ring, this.#giveBack);
      this.#inlets.set(lane, inlet);
    }
    return inlet;
  }

  #failed({ lane }: Inlet, error: unknown): never {
    this.#inlets.delete(lane);
    const failure = JobQueueError.from(error, 'SQS ReceiveMessage');
    throw isMissing(failure) ? this.#lanes.deleted(lane, failure) : failure;
  }
}

/**
 * The wait of a poll, in SQS' whole seconds. 0: too short for one, so that none outlives its
 * reserve by much.
 */
function secondsOf(leftMs: number): number {
  return leftMs < SHORT_WAIT_MS ? Math.floor((leftMs + SLACK_MS) / 1000) : Math.ceil(leftMs / 1000);
}
