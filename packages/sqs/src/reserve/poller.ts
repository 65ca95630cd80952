import { JobQueueError, sleep, systemClock } from '@jq/core/adapter';
import type { Delivery } from '@jq/core/emulations';

import type { SqsQueue } from '../broker/queue.js';
import { MOST_ENTRIES } from '../broker/requests.js';
import { receiptOf } from '../receipt.js';
import { poll } from './poll.js';

const MOST_AT_ONCE = 8;
/** ttr of the first receive; core's default. */
const FIRST_HIDDEN_S = 60;
/** Were this process to die now, messages would be hidden so long, whatever their own ttr. */
const MOST_HIDDEN_S = 900;
/** So many looks in a row with tasks are a load. */
const BUSY_STREAK = 8;
/** Under load, a queue that was found empty is not looked at before others for so long. */
const EMPTY_FOR_MS = 250;
/** What arrived and nobody waits for is given back after this time. */
const KEPT_MS = 1000;
const KEPT_PART = 0.25;
/** Between polls that SQS does not let wait. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 500;

/**
 * Polls one queue: looks, the poll that stands, and what arrived for nobody yet.
 */
export class Poller {
  readonly queue: SqsQueue;
  /** Hears that tasks came, or that the poll that stood has ended. */
  readonly #onPolled: (poller: Poller) => void;
  readonly #giveBack: (deliveries: readonly Delivery[]) => void;
  #arrived: Delivery[] = [];
  /** Of the timers of what arrived. */
  readonly #cancels = new Set<() => void>();
  #standing: Promise<void> | undefined;
  #hiddenS = FIRST_HIDDEN_S;
  #emptyAt = -Infinity;
  /** Looks at once: more while each of them comes back full. */
  #width = 1;
  /** Looks in a row that brought something. */
  #streak = 0;
  #earlyEmpties = 0;
  #failure: JobQueueError | undefined;

  constructor(
    queue: SqsQueue,
    onPolled: (poller: Poller) => void,
    giveBack: (deliveries: readonly Delivery[]) => void,
  ) {
    this.queue = queue;
    this.#onPolled = onPolled;
    this.#giveBack = giveBack;
  }

  get isWatched(): boolean {
    return this.#standing !== undefined;
  }

  /** The last look brought all that was asked for: there may be more. */
  get isHot(): boolean {
    return this.#width > 1;
  }

  /** One look after the other brings something. */
  get isBusy(): boolean {
    return this.isHot || this.#streak >= BUSY_STREAK;
  }

  get wasJustEmpty(): boolean {
    return systemClock.monotonic() - this.#emptyAt < EMPTY_FOR_MS;
  }

  /** Resolves when no poll stands. */
  get quiet(): Promise<void> {
    return this.#standing ?? Promise.resolve();
  }

  /** Up to `max` of what arrived. */
  take(max: number): Delivery[] {
    return this.#arrived.splice(0, max).filter((delivery) => !receiptOf(delivery).isOver);
  }

  /** Why the last poll failed; asked once. */
  takeFailure(): JobQueueError | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** What is there now, as far as SQS shows it to a short poll. */
  async look(max: number, leaseMs?: number): Promise<readonly Delivery[]> {
    const atOnce = Math.min(this.#width, Math.ceil(max / MOST_ENTRIES));
    const counts = Array.from({ length: atOnce }, (_, index) =>
      Math.min(MOST_ENTRIES, max - index * MOST_ENTRIES),
    );
    const looks = counts.map((count) => this.#poll(count, 0, leaseMs));
    const answers = await Promise.allSettled(looks);
    const got = answers.flatMap((each) => (each.status === 'fulfilled' ? [...each.value] : []));
    const failed = answers.find((each) => each.status === 'rejected');
    if (got.length === 0 && failed !== undefined) throw failed.reason;
    if (got.length === 0) this.#emptyAt = systemClock.monotonic();
    this.#streak = got.length === 0 ? 0 : this.#streak + 1;
    const full =
      got.length >= Math.min(max, atOnce * MOST_ENTRIES) && got.length >= MOST_ENTRIES / 2;
    this.#width = full ? Math.min(MOST_AT_ONCE, this.#width * 2) : 1;
    return got;
  }

  /** Lets one poll stand at SQS until something comes, at most for so long. */
  watch(count: number, seconds: number): void {
    this.#standing ??= this.#watch(Math.min(MOST_ENTRIES, count), seconds).finally(() => {
      this.#standing = undefined;
      this.#onPolled(this);
    });
  }

  /** Gives back what arrived and nobody took. */
  drop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    if (this.#arrived.length > 0) this.#giveBack(this.#arrived.splice(0));
  }

  async #watch(count: number, seconds: number): Promise<void> {
    const from = systemClock.monotonic();
    // SQS may answer at once with nothing, for instance with too many messages in flight.
    if (this.#earlyEmpties > 2)
      await sleep(
        systemClock,
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#earlyEmpties - 3)),
        undefined,
      );
    const waitS = Math.min(seconds, Math.ceil(this.queue.settings.pollMs / 1000));
    try {
      const got = await this.#poll(count, waitS);
      const early = systemClock.monotonic() - from < (waitS * 1000) / 2;
      this.#earlyEmpties = got.length === 0 && early ? this.#earlyEmpties + 1 : 0;
      if (got.length === 0) this.#emptyAt = systemClock.monotonic();
      else this.#arrive(got);
    } catch (error) {
      this.#failure = JobQueueError.from(error, 'SQS ReceiveMessage');
    }
  }

  #arrive(got: readonly Delivery[]): void {
    this.#arrived.push(...got);
    const shortest = Math.min(...got.map(({ ttrMs }) => ttrMs));
    const keptMs = Math.min(KEPT_MS, shortest * KEPT_PART);
    const cancel = systemClock.after(keptMs, () => {
      this.#cancels.delete(cancel);
      const left = got.filter((delivery) => this.#arrived.includes(delivery));
      this.#arrived = this.#arrived.filter((delivery) => !left.includes(delivery));
      if (left.length > 0) this.#giveBack(left);
    });
    this.#cancels.add(cancel);
  }

  async #poll(count: number, waitS: number, leaseMs?: number): Promise<readonly Delivery[]> {
    const hiddenS = leaseMs === undefined ? this.#hiddenS : Math.ceil(leaseMs / 1000);
    const got = await poll(this.queue, { count, waitS, hiddenS, leaseMs });
    if (leaseMs === undefined) this.#learn(got);
    return got;
  }

  /** Most tasks of a queue have the same ttr: to receive with it saves a request. */
  #learn(got: readonly Delivery[]): void {
    const times = got.map(({ ttrMs }) => ttrMs);
    const count = (ms: number): number => times.filter((each) => each === ms).length;
    const [most] = times.toSorted((a, b) => count(b) - count(a));
    if (most !== undefined) this.#hiddenS = Math.min(MOST_HIDDEN_S, Math.ceil(most / 1000));
  }
}
