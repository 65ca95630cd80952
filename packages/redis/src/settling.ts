import {
  checkWhole,
  JobQueueError,
  type Lease,
  type LeaseBook,
  leaseLost,
  MAX_PRIORITY,
  type Results,
  type Retry,
  type SettleVerb,
  systemClock,
} from '@jq/core/adapter';

import type { Broker } from './broker.js';
import type { Argument } from './connection/call.js';
import { outcomeOf, type RedisLease } from './lease.js';
import { slicesOf } from './slices.js';
import { supports } from './supports.js';

/** One lease of a batch, and what the script is told about it. */
interface Item {
  readonly lease: RedisLease;
  readonly index: number;
  readonly args: readonly Argument[];
}

type Outcomes = (JobQueueError | undefined)[];

/** The verbs on leases, complete excepted: retry, hold, touch, giving back. */
export class Settling {
  readonly #broker: Broker;
  readonly #book: LeaseBook;

  constructor(broker: Broker, book: LeaseBook) {
    this.#broker = broker;
    this.#book = book;
  }

  retry(retries: readonly Retry[]): Promise<Results> {
    return this.#settle('retry', retries, ({ delayMs, priority }) => {
      checkWhole('delayMs', delayMs, 0, supports.maxDelayMs);
      if (priority !== undefined) checkWhole('priority', priority, 0, MAX_PRIORITY);
      return [String(delayMs), String(priority ?? '')];
    });
  }

  hold(leases: readonly Lease[]): Promise<Results> {
    const items = leases.map((lease) => ({ lease }));
    return this.#settle('hold', items, () => []);
  }

  async touch(leases: readonly Lease[]): Promise<Results> {
    const sentAt = systemClock.monotonic();
    const outcomes = leases.map((lease) => this.#book.refusal(lease));
    const items = (leases as readonly RedisLease[])
      .map((lease, index) => ({ lease, index, args: [lease.token, String(lease.ttrMs)] }))
      .filter(({ index }) => outcomes[index] === undefined);
    await this.#send('touch', items, outcomes);
    // A lost one stays in the book: a late complete may still count.
    for (const { lease, index } of items)
      if (outcomes[index] === undefined) lease.expiresAt = sentAt + lease.ttrMs;
    return outcomes;
  }

  /** Makes tasks ready that nobody will work on here; what cannot be told lapses. */
  async giveBack(leases: readonly Lease[], timeoutMs?: number): Promise<void> {
    const items = (leases as readonly RedisLease[]).map((lease, index) => ({
      lease,
      index,
      args: [lease.token, '0', ''],
    }));
    await this.#send('retry', items, [], timeoutMs);
  }

  async #settle<T extends { readonly lease: Lease }>(
    verb: SettleVerb & ('retry' | 'hold'),
    requests: readonly T[],
    argsOf: (request: T) => string[],
  ): Promise<Results> {
    const outcomes: Outcomes = requests.map(() => undefined);
    const items: Item[] = [];
    for (const [index, request] of requests.entries()) {
      const lease = request.lease as RedisLease;
      try {
        const args = argsOf(request);
        const claim = this.#book.settle(lease, verb);
        if (claim === 'send') items.push({ lease, index, args: [lease.token, ...args] });
        else if (claim !== 'done') outcomes[index] = claim;
      } catch (error) {
        outcomes[index] = JobQueueError.from(error, verb);
      }
    }
    await this.#send(verb, items, outcomes);
    for (const { lease, index } of items)
      if (outcomes[index] !== undefined) this.#book.reopen(lease);
    return outcomes;
  }

  async #send(
    name: 'retry' | 'hold' | 'touch',
    items: readonly Item[],
    outcomes: Outcomes,
    timeoutMs?: number,
  ): Promise<void> {
    const queues = new Map<string, Item[]>();
    for (const item of items) {
      const { queue } = item.lease;
      const list = queues.get(queue);
      if (list === undefined) queues.set(queue, [item]);
      else list.push(item);
    }
    const sends: Promise<void>[] = [];
    for (const [queue, list] of queues)
      for (const slice of slicesOf(list))
        sends.push(this.#sendSlice(name, queue, slice, outcomes, timeoutMs));
    await Promise.all(sends);
  }

  async #sendSlice(
    name: 'retry' | 'hold' | 'touch',
    queue: string,
    slice: readonly Item[],
    outcomes: Outcomes,
    timeoutMs: number | undefined,
  ): Promise<void> {
    const sending = { times: 0 };
    const args = slice.flatMap((item) => item.args);
    const options = timeoutMs === undefined ? { sending } : { sending, timeoutMs };
    try {
      const verdicts = (await this.#broker.run(name, queue, args, options)) as Buffer;
      for (const [i, { lease, index }] of slice.entries()) {
        const outcome = outcomeOf(verdicts, i, lease, sending.times > 1);
        // Whoever ended the lease, there is nothing left to touch.
        outcomes[index] = name === 'touch' && outcome !== undefined ? leaseLost(lease) : outcome;
      }
    } catch (error) {
      const failure = JobQueueError.from(error, name);
      for (const { lease, index } of slice) {
        outcomes[index] = failure;
        lease.doubtful ||= sending.times > 0;
      }
    }
  }
}
