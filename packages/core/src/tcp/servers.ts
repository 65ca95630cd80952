import { JobQueueError } from '../errors.js';
import { untilAborted } from '../time/aborts.js';
import { timers } from '../time/timers.js';

/** One of several servers that do the same. */
export interface Reachable {
  /** The last attempt to connect failed. */
  readonly down: boolean;
  /** Looks in the background whether it can be reached again. */
  revive(): void;
  /** Connects and asks it about itself, until then (on `performance.now`). */
  look(until: number): Promise<unknown>;
}

/** All servers of one adapter, in the order in which they were named. */
export class Servers<S extends Reachable> {
  readonly all: readonly S[];
  #turn = 0;

  constructor(all: readonly S[]) {
    this.all = all;
  }

  /**
   * Connects to each and asks it about itself.
   * @throws JobQueueError `unavailable` when none can be reached, what else a server's `look` says,
   * `aborted`, `closed`
   */
  async look(until: number, signal: AbortSignal | undefined): Promise<void> {
    // One attempt each; only when none succeeds is there something to wait for.
    for (const limit of [timers.now(), until]) {
      const looks = Promise.allSettled(this.all.map((server) => server.look(limit)));
      const ends = await untilAborted(looks, signal);
      const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
      const grave = failures.find((error) => !JobQueueError.is(error, 'unavailable'));
      if (grave !== undefined) throw grave;
      if (failures.length < this.all.length) return;
      if (limit === until) throw failures[0];
    }
  }

  /**
   * Those that can be reached first; a server that is down is looked for again in the background.
   */
  inOrder(): readonly S[] {
    if (this.all.every((server) => !server.down)) return this.all;
    for (const server of this.all) if (server.down) server.revive();
    return [...this.all.filter((each) => !each.down), ...this.all.filter((each) => each.down)];
  }

  /** Each time beginning with another one, so that none is served last for ever. */
  inTurn(): readonly S[] {
    if (this.all.length === 1) return this.all;
    this.#turn = (this.#turn + 1) % this.all.length;
    return [...this.all.slice(this.#turn), ...this.all.slice(0, this.#turn)];
  }
}
