import type { CallOptions, Results } from '../adapter/adapter.js';
import { Bag, type Baggable, place } from '../adapter/bag.js';
import { fillIn } from '../adapter/results.js';
import { JobQueueError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import type { Frame } from './frame.js';
import { Mover, sameAgain } from './mover.js';
import { type Delivery, deliveryLost, type Transport } from './transport.js';

/** A delivery as it is given out here, and must come back; touches move its end. */
class Entry implements Delivery, Baggable {
  readonly queue: string;
  readonly frame: Frame;
  readonly receives: number | undefined;
  readonly token: object;
  readonly keptMs?: number;
  readonly ttrMs: number;
  expiresAt: number;
  [place]: number | undefined = undefined;

  constructor(given: Delivery, ttrMs: number, expiresAt: number) {
    this.queue = given.queue;
    this.frame = given.frame;
    this.receives = given.receives;
    this.token = given.token;
    if (given.keptMs !== undefined) this.keptMs = given.keptMs;
    this.ttrMs = ttrMs;
    this.expiresAt = expiresAt;
  }
}

/** After this a give-back that failed is tried again. */
const AGAIN_MS = 1000;

/** The deliveries of one connection whose ttr is counted here. */
export class ClockedLeases {
  readonly #inner: Transport;
  readonly #clock: Clock;
  readonly #mover: Mover;
  readonly #open = new Bag<Entry>();
  readonly #again = new Set<() => void>();
  readonly #lapsing = new Set<Promise<void>>();
  #stopped = false;
  /** One timer for all, which cost nothing but a look at the clock as long as they end in time. */
  #lookAt = Infinity;
  #cancelLook: () => void = () => undefined;

  constructor(inner: Transport, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#mover = new Mover(inner);
  }

  /** Their time begins now, for nobody else counts it. */
  begin(got: readonly Delivery[], leaseMs: number | undefined): readonly Delivery[] {
    const now = this.#clock.monotonic();
    return got.map((each) => {
      const ttrMs = leaseMs ?? each.frame.ttrMs;
      const entry = new Entry(each, ttrMs, now + ttrMs);
      this.#watch(entry);
      return entry;
    });
  }

  /**
   * Ends leases by `send`, which gets those of `items` whose delivery is not over; a failure lets
   * them live on.
   */
  async end<T>(
    deliveries: readonly Delivery[],
    items: readonly T[],
    send: (open: readonly T[]) => Promise<Results>,
  ): Promise<Results> {
    const claimed = deliveries.map((delivery) => this.#claim(delivery));
    const results: (JobQueueError | undefined)[] = deliveries.map((delivery, index) =>
      claimed[index] === true ? undefined : deliveryLost(delivery),
    );
    await fillIn(results, items, (index) => claimed[index] === true, send);
    for (let index = 0; index < deliveries.length; index += 1)
      if (claimed[index] === true && mayPass(results[index]))
        this.#watch(deliveries[index] as Entry);
    return results;
  }

  async extend(deliveries: readonly Delivery[]): Promise<Results<number>> {
    const now = this.#clock.monotonic();
    return deliveries.map((delivery) => {
      const entry = delivery as Entry;
      if (!this.#open.has(entry)) return deliveryLost(entry);
      entry.expiresAt = now + entry.ttrMs;
      return entry.expiresAt;
    });
  }

  /** In place where that can be done, else by a copy. */
  async giveBack(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results> {
    const results: (JobQueueError | 'copy' | undefined)[] = deliveries.map(() => 'copy');
    const inner = this.#inner;
    await fillIn(
      results,
      deliveries,
      () => inner.release !== undefined,
      async (all) => ((await inner.release?.(all, options)) ?? []).map(toCopy),
    );
    const left = deliveries.filter((_, index) => results[index] === 'copy');
    const moved = await this.#mover.move(
      left.map((delivery) => ({
        delivery,
        to: delivery.queue,
        frame: sameAgain(delivery),
        delayMs: 0,
      })),
      options,
    );
    return results.map((each) => (each === 'copy' ? moved.shift() : each));
  }

  /**
   * No timer is left, no give-back half done; the connection, which may end now, gives back the
   * rest.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#expectNothing();
    for (const cancel of this.#again) cancel();
    this.#open.drain();
    this.#again.clear();
    await Promise.all(this.#lapsing);
  }

  #watch(entry: Entry): void {
    if (this.#stopped) return;
    this.#open.add(entry);
    this.#expect(entry.expiresAt);
  }

  /** Whether it was not over. */
  #claim(delivery: Delivery): boolean {
    const open = this.#open.delete(delivery as Entry);
    // No timer keeps the process alive for leases that are over.
    if (this.#open.size === 0) this.#expectNothing();
    return open;
  }

  #expect(deadline: number): void {
    if (deadline >= this.#lookAt) return;
    this.#cancelLook();
    this.#lookAt = deadline;
    const left = deadline - this.#clock.monotonic();
    this.#cancelLook = this.#clock.after(Math.max(0, left), () => this.#look());
  }

  #expectNothing(): void {
    this.#cancelLook();
    this.#lookAt = Infinity;
  }

  #look(): void {
    this.#lookAt = Infinity;
    const now = this.#clock.monotonic();
    let next = Infinity;
    for (const entry of this.#open)
      if (entry.expiresAt <= now) this.#startLapse(entry);
      else next = Math.min(next, entry.expiresAt);
    this.#expect(next);
  }

  #startLapse(entry: Entry): void {
    const lapsing = this.#lapse(entry).finally(() => this.#lapsing.delete(lapsing));
    this.#lapsing.add(lapsing);
  }

  async #lapse(entry: Entry): Promise<void> {
    this.#open.delete(entry);
    const [result] = await this.giveBack([entry]).catch(() => []);
    if (!mayPass(result) || this.#stopped) return;
    const cancel = this.#clock.after(AGAIN_MS, () => {
      this.#again.delete(cancel);
      this.#startLapse(entry);
    });
    this.#again.add(cancel);
  }
}

/** It failed, and the delivery is not over. */
function mayPass(result: Results[number] | undefined): boolean {
  return JobQueueError.is(result) && result.code !== 'lease-lost';
}

function toCopy(result: Results[number]): Results[number] | 'copy' {
  return JobQueueError.is(result, 'unsupported') ? 'copy' : result;
}
