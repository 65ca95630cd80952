import {
  aborted,
  Aborts,
  JobQueueError,
  type Reservation,
  type ReserveOptions,
  systemClock,
} from '@jq/core/adapter';

import type { CycleAnswer } from '../broker/cycles.js';
import type { Server } from '../broker/server.js';
import { giveBack } from '../settle.js';
import type { BlockingConnection } from './blocking-connection.js';
import { Waiters } from './waiters.js';

type Asked = ReserveOptions & { readonly signal: AbortSignal };

/** Asks for tasks, and waits where there are none. */
export class Reserves {
  readonly #server: Server;
  readonly #aborts = new Aborts();
  readonly #waiters: Waiters;
  /** What came too late for its caller, and is on its way back. */
  readonly #late = new Set<Promise<void>>();

  /** @param newConnection to wait on, to the node of that queue */
  constructor(
    server: Server,
    newConnection: (queue: string) => BlockingConnection,
    patienceMs: number,
  ) {
    this.#server = server;
    this.#waiters = new Waiters({ server, newConnection, patienceMs }, this.#aborts);
  }

  async reserve(
    queues: readonly string[],
    { max, waitMs, signal }: Asked,
  ): Promise<readonly Reservation[]> {
    const deadline = systemClock.monotonic() + waitMs;
    const fetch = this.#server.cycles.fetch(queues, max, false);
    const { reservations, lookAgainMs } = await this.#unlessAborted(fetch, signal);
    if (reservations.length > 0 || waitMs === 0) return reservations;
    return this.#waiters.join({ queues, max, deadline, lookAgainMs, signal });
  }

  /** Resolves when nothing is under way any more; signals have ended the waits before. */
  async close(): Promise<void> {
    await this.#waiters.close();
    await Promise.all(this.#late);
  }

  #unlessAborted(fetch: Promise<CycleAnswer>, signal: AbortSignal): Promise<CycleAnswer> {
    return new Promise((resolve, reject) => {
      const unwatch = this.#aborts.watch(signal, () => {
        this.#takeBack(fetch);
        reject(aborted(signal));
      });
      fetch.then(
        (answer) => {
          unwatch();
          resolve(answer);
        },
        (error: unknown) => {
          unwatch();
          reject(JobQueueError.from(error, 'reserve'));
        },
      );
    });
  }

  #takeBack(fetch: Promise<CycleAnswer>): void {
    const work = fetch.then(
      ({ reservations }) =>
        giveBack(
          this.#server,
          reservations.map(({ lease }) => lease),
        ),
      () => undefined,
    );
    this.#late.add(work);
    void work.finally(() => this.#late.delete(work));
  }
}
