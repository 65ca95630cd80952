import { aborted } from '@jq/core/adapter';

import { replyError } from '../errors.js';
import { serverFacts } from '../server/facts.js';
import type { Connection } from '../wire/connection.js';
import type { JobStats } from '../wire/job-stats.js';
import { statsOfJob, statsOfQueue } from './tube.js';

/**
 * What an earlier walk has learnt: jobs below `top` and not below `bottom` that were there, in
 * order.
 */
export interface WalkedJobs {
  /** Of which run of the server this is true. */
  readonly instance: string | undefined;
  readonly top: number;
  readonly bottom: number;
  readonly alive: readonly number[];
}

// Enough to fill a round trip, few enough to stop in time.
const CHUNK = 500;
// Nobody watches it, and no queue can have this name.
const PROBE_QUEUE = 'jq.probe';
const FOR_EVER_S = 4_294_967_295;

/**
 * Finds the jobs of a queue by their numbers, newest first, since the server shows only the next
 * one of each state. Numbers only grow and a job that is gone stays gone, so each number is looked
 * at once in the life of an adapter.
 */
export class JobWalk {
  readonly connection: Connection;
  readonly #signal: AbortSignal | undefined;
  #walked: WalkedJobs | undefined;

  /** @param walked of an earlier walk on the same server */
  constructor(
    connection: Connection,
    walked: WalkedJobs | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.connection = connection;
    this.#walked = walked;
    this.#signal = signal;
  }

  /** To pass to the next walk. */
  get walked(): WalkedJobs | undefined {
    return this.#walked;
  }

  /**
   * Visits the jobs of a queue in portions, until `visit` has seen enough or there are no more.
   * @throws JobQueueError `aborted`
   */
  async jobs(queue: string, visit: (jobs: readonly JobStats[]) => Promise<boolean>): Promise<void> {
    const instance = await this.#instance();
    const newest = await this.#newest();
    const counts = await statsOfQueue(this.connection, queue);
    let missing = counts.ready + counts.delayed + counts.reserved + counts.held;
    const known = this.#walked?.instance === instance ? this.#walked : undefined;
    const route = new Route(newest, known);
    for (let enough = false; !enough && missing > 0;) {
      if (this.#signal?.aborted === true) throw aborted(this.#signal);
      const numbers = route.next(CHUNK);
      if (numbers.length === 0) break;
      const found = await Promise.all(
        numbers.map((number) => statsOfJob(this.connection, String(number))),
      );
      route.saw(numbers.filter((_, index) => found[index] !== undefined));
      const here = found.filter((job) => job?.queue === queue) as JobStats[];
      missing -= here.length;
      enough = here.length > 0 && (await visit(here));
    }
    this.#walked = { instance, ...route.walked() };
  }

  async #instance(): Promise<string | undefined> {
    const { line, body } = await this.connection.call('stats');
    if (body === undefined) throw replyError(this.connection.server, line);
    return serverFacts(body).instance;
  }

  /**
   * The number of the newest job: that of one put now, where nobody takes it, and deleted again.
   */
  async #newest(): Promise<number> {
    this.connection.use(PROBE_QUEUE);
    const { line } = await this.connection.call(`put 0 ${FOR_EVER_S} 1 0\r\n`);
    const number = /^(?:INSERTED|BURIED) (\d+)$/.exec(line)?.[1];
    if (number === undefined) throw replyError(this.connection.server, line);
    await this.connection.call(`delete ${number}`);
    return Number(number) - 1;
  }
}

/**
 * The numbers to look at: those newer than the last walk, what was there then, and what is older.
 */
class Route {
  readonly #newest: number;
  readonly #known: WalkedJobs | undefined;
  readonly #alive: number[] = [];
  /** Everything from here to the newest was looked at. */
  #at: number;
  #knownLeft: number;

  constructor(newest: number, known: WalkedJobs | undefined) {
    this.#newest = newest;
    this.#known = known;
    this.#at = newest + 1;
    this.#knownLeft = known?.alive.length ?? 0;
  }

  next(count: number): number[] {
    const numbers: number[] = [];
    while (numbers.length < count && this.#at > 1) {
      const { top = 0, bottom = 0, alive = [] } = this.#known ?? {};
      if (this.#at > top || this.#at <= bottom) numbers.push((this.#at -= 1));
      else if (this.#knownLeft > 0) {
        this.#knownLeft -= 1;
        numbers.push((this.#at = alive[this.#knownLeft] as number));
      } else this.#at = bottom;
    }
    return numbers;
  }

  saw(alive: readonly number[]): void {
    this.#alive.push(...alive);
  }

  walked(): Omit<WalkedJobs, 'instance'> {
    return { top: this.#newest + 1, bottom: this.#at, alive: this.#alive.toReversed() };
  }
}
