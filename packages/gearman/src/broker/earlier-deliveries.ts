import { settledWithin, timers } from '@jq/core/adapter';
import type { SoleConnection } from '@jq/core/tcp';

import type { AdminConnection } from './admin-connection.js';
import type { Returns } from './admin-reader.js';

const PATIENCE_MS = 1000;
const NONE: Returns = new Map();

/**
 * What one connection knows of earlier deliveries of its jobs. Each worker that a task kills is
 * followed by one with a new connection: so that asks once, with its first job, and again only when
 * a job comes of which the answer told.
 */
export class EarlierDeliveries {
  readonly #questions: ReturnQuestions;
  #asked = false;
  #returns: Returns = NONE;

  constructor(questions: ReturnQuestions) {
    this.#questions = questions;
  }

  /** Nothing is to be found out about any job. */
  get none(): boolean {
    return this.#asked && this.#returns.size === 0;
  }

  /** Whether a job that just came is worth a question. */
  suspects(handle: string): boolean {
    return !this.#asked || this.#returns.has(handle);
  }

  /** Asks the server; what takes too long is of use later. */
  async ask(): Promise<void> {
    const learning = this.#questions.ask().then((returns) => {
      if (returns !== undefined) this.#returns = returns;
    });
    await settledWithin(learning, PATIENCE_MS);
    this.#asked = true;
  }

  /** How often the server gave this job to workers, now included; undefined when it did not say. */
  receives(handle: string): number | undefined {
    const returns = this.#returns.get(handle);
    return returns === undefined ? undefined : returns + 1;
  }
}

/** A question about so many jobs costs the server some 5 ms; one about more is the rarer. */
const ALWAYS_JOBS = 10_000;
/** About more it would stand still for half a second and longer. */
const MOST_JOBS = 1_000_000;
const REST_MS = 1000;
/** A server that does not know the question, or does not answer, is left alone for longer. */
const LONG_REST_MS = 60_000;
/** For finding a connection. */
const CONNECT_MS = 1000;

interface Answer {
  readonly connection: AdminConnection;
  readonly returns: Returns;
}

/**
 * Asks a server how often it took jobs back, which it tells of all its jobs or of none. At most
 * once a second, and where there are many jobs by lot: so a question costs it about the same
 * whatever it has, and yet what comes again and again is asked about sometime.
 */
export class ReturnQuestions {
  readonly #admin: SoleConnection<AdminConnection>;
  readonly #random: () => number;
  #restUntil = 0;
  #last: Answer | undefined;
  #asking: Promise<void> | undefined;

  /** `random` as `Math.random`. */
  constructor(admin: SoleConnection<AdminConnection>, random: () => number = Math.random) {
    this.#admin = admin;
    this.#random = random;
  }

  /** What it said lately, else what it says now; undefined when it says nothing. Never throws. */
  async ask(): Promise<Returns | undefined> {
    if (timers.now() >= this.#restUntil)
      this.#asking ??= this.#question().finally(() => (this.#asking = undefined));
    await this.#asking;
    // With its connection a server may have ended, and the next one gives the same handles to other
    // jobs.
    return this.#last?.connection.alive === true ? this.#last.returns : undefined;
  }

  async #question(): Promise<void> {
    this.#restUntil = timers.now() + REST_MS;
    try {
      const connection = await this.#admin.ready(timers.now() + CONNECT_MS);
      let jobs = 0;
      for (const { total } of await connection.status()) jobs += total;
      if (jobs > MOST_JOBS || jobs * this.#random() >= ALWAYS_JOBS) return;
      this.#last = { connection, returns: await connection.returns() };
    } catch {
      this.#restUntil = timers.now() + LONG_REST_MS;
    }
  }
}
