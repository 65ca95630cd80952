import type { SoleConnection } from '@jq/core/tcp';

import type { AdminConnection } from '../wire/admin-connection.js';
import type { Returns } from '../wire/admin-reader.js';

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
    if (performance.now() >= this.#restUntil)
      this.#asking ??= this.#question().finally(() => (this.#asking = undefined));
    await this.#asking;
    // With its connection a server may have ended, and the next one gives the same handles to other
    // jobs.
    return this.#last?.connection.alive === true ? this.#last.returns : undefined;
  }

  async #question(): Promise<void> {
    this.#restUntil = performance.now() + REST_MS;
    try {
      const connection = await this.#admin.ready(performance.now() + CONNECT_MS);
      let jobs = 0;
      for (const { total } of await connection.status()) jobs += total;
      if (jobs > MOST_JOBS || jobs * this.#random() >= ALWAYS_JOBS) return;
      this.#last = { connection, returns: await connection.returns() };
    } catch {
      this.#restUntil = performance.now() + LONG_REST_MS;
    }
  }
}
