import {
  aborted,
  type Aborts,
  JobQueueError,
  type Reservation,
  systemClock,
} from '@jq/core/adapter';

import { Poller, type PollerParts, type Waiter } from './poller.js';

export interface WaitRequest {
  readonly queues: readonly string[];
  readonly max: number;
  /** On `Clock.monotonic`. */
  readonly deadline: number;
  readonly lookAgainMs: number;
  /** Fires also when the adapter is closed. */
  readonly signal: AbortSignal;
}

/**
 * The reserves that wait: on one connection if one blocking command can name all keys, else on one
 * per queue.
 */
export class Waiters {
  readonly #parts: PollerParts;
  readonly #aborts: Aborts;
  readonly #oneForAll: boolean;
  readonly #pollers = new Map<string, Poller>();

  constructor(parts: PollerParts, aborts: Aborts) {
    this.#parts = parts;
    this.#aborts = aborts;
    this.#oneForAll = !parts.server.link.isCluster;
  }

  /** @throws JobQueueError `aborted`, `unavailable` */
  join({
    queues,
    max,
    deadline,
    lookAgainMs,
    signal,
  }: WaitRequest): Promise<readonly Reservation[]> {
    return new Promise((resolve, reject) => {
      const pollers = this.#pollersFor(queues);
      let unwatch = (): void => undefined;
      const lookAt = lookAgainMs < 0 ? Infinity : systemClock.monotonic() + lookAgainMs;
      const waiter: Waiter = {
        queues,
        max,
        deadline,
        over: false,
        end: (outcome) => {
          if (waiter.over) return false;
          waiter.over = true;
          unwatch();
          for (const poller of pollers) poller.remove(waiter);
          if (JobQueueError.is(outcome)) reject(outcome);
          else resolve(outcome);
          return true;
        },
      };
      unwatch = this.#aborts.watch(signal, () => waiter.end(aborted(signal)));
      if (waiter.over) return;
      for (const poller of pollers) poller.add(waiter, lookAt);
    });
  }

  /** Nobody waits any more. Resolves when nothing is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#pollers.values()].map((poller) => poller.close()));
  }

  #pollersFor(queues: readonly string[]): Poller[] {
    const names = this.#oneForAll ? [undefined] : queues;
    return names.map((name) => {
      const key = name ?? '';
      let poller = this.#pollers.get(key);
      if (poller === undefined) {
        poller = new Poller(this.#parts, name);
        this.#pollers.set(key, poller);
      }
      return poller;
    });
  }
}
