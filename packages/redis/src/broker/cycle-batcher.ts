import { JobQueueError, type Lease, systemClock, timers, type Results } from '@jq/core/adapter';

import { supports } from '../supports.js';
import { type CycleAnswer, type CyclePart, Cycles, ServerClock } from './cycles.js';
import { outcomeOf, type RedisLease } from './lease.js';
import type { Link } from './link.js';
import type { Keys } from './scripts/keys.js';
import type { Scripts } from './scripts/scripts.js';

/** One lease to complete, and where its outcome goes. */
interface Ack {
  readonly lease: RedisLease;
  readonly batch: AckBatch;
  readonly index: number;
}

/** The outcomes of one call of `complete`, which may travel in several requests. */
class AckBatch {
  readonly done: Promise<Results>;
  readonly #outcomes: (JobQueueError | undefined)[];
  #left: number;
  #resolve: (results: Results) => void = () => undefined;

  /** @param count how many outcomes will be told by `tell`, at least one */
  constructor(count: number) {
    this.#outcomes = Array.from({ length: count });
    this.#left = count;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  tell(index: number, outcome: JobQueueError | undefined): void {
    this.#outcomes[index] = outcome;
    this.#left--;
    if (this.#left === 0) this.#resolve(this.#outcomes);
  }
}

/** What cycles go through. */
interface CycleServer {
  readonly link: Link;
  readonly keys: Keys;
  readonly scripts: Scripts;
}

interface Asker {
  readonly resolve: (answer: CycleAnswer) => void;
  readonly reject: (error: JobQueueError) => void;
}

interface Fetch extends Asker {
  readonly queues: readonly string[];
  readonly max: number;
  readonly woken: boolean;
}

/** So that a script on them keeps the server for a few ms at most. */
const MOST_QUEUES = 255;

const NOBODY: Asker = { resolve: () => undefined, reject: () => undefined };

interface Part extends CyclePart {
  readonly acks: readonly Ack[];
}

/**
 * Collects what one turn of the event loop wants completed and reserved, and sends it in as few
 * cycles as can be: what ends together travels together, with the request for the next tasks.
 */
export class CycleBatcher {
  readonly cycles: Cycles;
  readonly clock: ServerClock = new ServerClock();
  /** Most queues of one request: on a cluster their keys may be on different nodes. */
  readonly mostQueues: number;
  readonly #server: CycleServer;
  readonly #acks = new Map<string, Ack[]>();
  #fetches: Fetch[] = [];
  #scheduled = false;

  constructor(server: CycleServer) {
    this.#server = server;
    this.mostQueues = server.link.isCluster ? 1 : MOST_QUEUES;
    this.cycles = new Cycles(server.keys);
  }

  complete(leases: readonly Lease[]): Promise<Results> {
    const batch = new AckBatch(leases.length);
    for (const [index, lease] of leases.entries())
      this.#acksOf(lease as RedisLease, { batch, index });
    this.#schedule();
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
    timers.setImmediate(() => {
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
    if (queues.length <= this.mostQueues) this.#cycle(this.#parts(queues), max, woken, fetch);
    else this.#serveInTurn(fetch).then(fetch.resolve, fetch.reject);
  }

  async #serveInTurn({ queues, max, woken }: Fetch): Promise<CycleAnswer> {
    let all: CycleAnswer | undefined;
    for (let at = 0; at < queues.length; at += this.mostQueues) {
      const some = queues.slice(at, at + this.mostQueues);
      const left = max - (all?.reservations.length ?? 0);
      const one = await new Promise<CycleAnswer>((resolve, reject) =>
        this.#cycle(this.#parts(some), left, woken, { resolve, reject }),
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
    const { link, scripts } = this.#server;
    const { clock, cycles } = this;
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
      batch.tell(index, outcomeOf(verdicts, i, lease, repeated));
    });
  }

  #tellFailure({ acks }: Part, failure: JobQueueError, sent: boolean): void {
    for (const { lease, batch, index } of acks) {
      lease.doubtful ||= sent;
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
