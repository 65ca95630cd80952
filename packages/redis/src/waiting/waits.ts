import { type Reservation, systemClock } from '@jq/core/adapter';

import type { Aborts } from '../abort.js';
import { abortedError, closedError } from '../errors.js';
import type { Waiter } from './waiter.js';
import { Watch, type WatchParts } from './watch.js';

export interface WaitRequest {
  readonly queues: readonly string[];
  readonly max: number;
  /** On `Clock.monotonic`. */
  readonly deadline: number;
  readonly lookAgainMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The reserves that wait: on one connection if one blocking command can name all keys, else on one
 * per queue.
 */
export class Waits {
  readonly #parts: (queue: string) => WatchParts;
  readonly #aborts: Aborts;
  readonly #oneSlot: boolean;
  readonly #watches = new Map<string, Watch>();
  readonly #waiters = new Set<Waiter>();
  #closed = false;

  /** @param parts for the watch of that queue, or of all */
  constructor(parts: (queue: string) => WatchParts, aborts: Aborts, oneSlot: boolean) {
    this.#parts = parts;
    this.#aborts = aborts;
    this.#oneSlot = oneSlot;
  }

  /** @throws JobQueueError `aborted`, `closed`, `unavailable` */
  join({
    queues,
    max,
    deadline,
    lookAgainMs,
    signal,
  }: WaitRequest): Promise<readonly Reservation[]> {
    return new Promise((resolve, reject) => {
      const watches = this.#watchesFor(queues);
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
          this.#waiters.delete(waiter);
          unwatch();
          for (const watch of watches) watch.remove(waiter);
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
          return true;
        },
      };
      if (this.#closed) return reject(closedError());
      if (signal?.aborted === true) return reject(abortedError(signal));
      if (signal !== undefined)
        unwatch = this.#aborts.watch(signal, () => waiter.end(abortedError(signal)));
      this.#waiters.add(waiter);
      for (const watch of watches) watch.add(waiter, lookAt);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.end(closedError());
    await Promise.all([...this.#watches.values()].map((watch) => watch.close()));
  }

  #watchesFor(queues: readonly string[]): Watch[] {
    const names = this.#oneSlot ? [''] : [...new Set(queues)];
    return names.map((name) => {
      let watch = this.#watches.get(name);
      if (watch === undefined) {
        const parts = this.#parts(this.#oneSlot ? (queues[0] ?? '') : name);
        watch = new Watch(parts, this.#oneSlot ? undefined : name);
        this.#watches.set(name, watch);
      }
      return watch;
    });
  }
}
