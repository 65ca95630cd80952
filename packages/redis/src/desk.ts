import {
  JobQueueError,
  type Lease,
  type LeaseBook,
  type Results,
  systemClock,
} from '@jq/core/adapter';

import { type Ack, AckBatch } from './ack-batch.js';
import type { Broker } from './broker.js';
import type { CycleAnswer, CyclePart } from './cycles.js';
import { outcomeOf, type RedisLease } from './lease.js';
import { supports } from './supports.js';

interface Asker {
  readonly resolve: (answer: CycleAnswer) => void;
  readonly reject: (error: JobQueueError) => void;
}

interface Fetch extends Asker {
  readonly queues: readonly string[];
  readonly max: number;
  readonly woken: boolean;
}

const NOBODY: Asker = { resolve: () => undefined, reject: () => undefined };

interface Part extends CyclePart {
  readonly acks: readonly Ack[];
}

/**
 * Collects what one turn of the event loop wants completed and reserved, and sends it in as few
 * cycles as can be: what ends together travels together, with the request for the next tasks.
 */
export class Desk {
  readonly #broker: Broker;
  readonly #book: LeaseBook;
  readonly #oneSlot: boolean;
  readonly #acks = new Map<string, Ack[]>();
  #fetches: Fetch[] = [];
  #scheduled = false;

  /** @param oneSlot a script may use the keys of several queues */
  constructor(broker: Broker, book: LeaseBook, oneSlot: boolean) {
    this.#broker = broker;
    this.#book = book;
    this.#oneSlot = oneSlot;
  }

  complete(leases: readonly Lease[]): Promise<Results> {
    const claims = leases.map((lease) => this.#book.settle(lease, 'complete'));
    const count = claims.filter((claim) => claim === 'send').length;
    const batch = new AckBatch(
      claims.map((claim) => (typeof claim === 'string' ? undefined : claim)),
      count,
    );
    for (const [index, claim] of claims.entries())
      if (claim === 'send') this.#acksOf(leases[index] as RedisLease, { batch, index });
    if (count > 0) this.#schedule();
    return batch.done;
  }

  /** Up to `max` tasks, queues in the order given. `woken`: a marker was taken before. */
  fetch(queues: readonly string[], max: number, woken: boolean): Promise<CycleAnswer> {
    return new Promise((resolve, reject) => {
      this.#fetches.push({ queues, max, woken, resolve, reject });
      this.#schedule();
    });
  }

  #acksOf(lease: RedisLease, rest: Omit<Ack, 'lease'>): void {
    const ack: Ack = { lease, ...rest };
    const acks = this.#acks.get(lease.queue);
    if (acks === undefined) this.#acks.set(lease.queue, [ack]);
    else acks.push(ack);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const fetches = this.#fetches;
    this.#fetches = [];
    for (const fetch of fetches) this.#serve(fetch);
    for (const queue of this.#acks.keys())
      while (this.#acks.has(queue)) this.#cycle([this.#part(queue)], 0, false, NOBODY);
  }

  #serve(fetch: Fetch): void {
    const { queues, max, woken } = fetch;
    if (this.#oneSlot || queues.length === 1) this.#cycle(this.#parts(queues), max, woken, fetch);
    else this.#serveByQueue(fetch).then(fetch.resolve, fetch.reject);
  }

  async #serveByQueue({ queues, max, woken }: Fetch): Promise<CycleAnswer> {
    let all: CycleAnswer | undefined;
    for (const queue of queues) {
      const left = max - (all?.reservations.length ?? 0);
      const one = await new Promise<CycleAnswer>((resolve, reject) =>
        this.#cycle([this.#part(queue)], left, woken, { resolve, reject }),
      );
      all = all === undefined ? one : joined(all, one);
    }
    return all as CycleAnswer;
  }

  #parts(queues: readonly string[]): Part[] {
    let room = supports.maxBatch;
    return queues.map((queue) => {
      const part = this.#part(queue, room);
      room -= part.acks.length;
      return part;
    });
  }

  /** Takes up to `most` of a queue's acks along. */
  #part(queue: string, most: number = supports.maxBatch): Part {
    const waiting = this.#acks.get(queue) ?? [];
    const acks = waiting.splice(0, most);
    if (waiting.length === 0) this.#acks.delete(queue);
    return { queue, acks, leases: acks.map((ack) => ack.lease) };
  }

  #cycle(parts: readonly Part[], max: number, woken: boolean, { resolve, reject }: Asker): void {
    const { link, scripts, clock, cycles } = this.#broker;
    const sending = { times: 0 };
    const sentAt = systemClock.monotonic();
    const call = cycles.call(scripts.cycle, parts, Math.min(max, supports.maxBatch), woken);
    link.send({
      name: 'evalsha',
      args: call.args,
      script: scripts.cycle,
      sending,
      onRepeat: call.onRepeat,
      resolve: (reply) => {
        const answer = cycles.read(call, reply, () => sentAt);
        clock.heard(answer.serverMs, sentAt);
        for (const { lease } of answer.reservations) this.#book.add(lease);
        parts.forEach((part, i) => this.#tell(part, answer.verdicts[i], sending.times > 1));
        resolve(answer);
      },
      reject: (error) => {
        const failure = JobQueueError.from(error, 'cycle');
        if (sending.times > 0) cycles.lost(call);
        for (const part of parts) this.#tellFailure(part, failure, sending.times > 0);
        reject(failure);
      },
    });
  }

  #tell({ acks }: Part, verdicts: Buffer = Buffer.alloc(0), repeated: boolean): void {
    acks.forEach(({ lease, batch, index }, i) => {
      const outcome = outcomeOf(verdicts, i, lease, repeated);
      if (outcome?.code === 'ambiguous') this.#book.reopen(lease);
      batch.tell(index, outcome);
    });
  }

  #tellFailure({ acks }: Part, failure: JobQueueError, sent: boolean): void {
    for (const { lease, batch, index } of acks) {
      lease.doubtful ||= sent;
      this.#book.reopen(lease);
      batch.tell(index, failure);
    }
  }
}

function joined(a: CycleAnswer, b: CycleAnswer): CycleAnswer {
  const soonest = [a.lookAgainMs, b.lookAgainMs].filter((ms) => ms >= 0);
  return {
    ...b,
    reservations: [...a.reservations, ...b.reservations],
    lookAgainMs: soonest.length === 0 ? -1 : Math.min(...soonest),
  };
}
