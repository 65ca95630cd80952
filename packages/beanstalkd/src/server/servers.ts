import { JobQueueError } from '@jq/core';

import { untilAborted } from '../until-aborted.js';
import type { Server } from './server.js';

/** All servers of one adapter, in the order in which they were named. */
export class Servers {
  readonly all: readonly Server[];
  #turn = 0;

  constructor(all: readonly Server[]) {
    this.all = all;
  }

  /**
   * Connects to each and asks it about itself.
   * @throws JobQueueError `unavailable` when none can be reached, `invalid` when one is not as declared, `aborted`, `closed`
   */
  async look(until: number, signal: AbortSignal | undefined): Promise<void> {
    // One attempt each; only when none succeeds is there something to wait for.
    for (const limit of [performance.now(), until]) {
      const looks = Promise.allSettled(this.all.map((server) => server.look(limit)));
      const ends = await untilAborted(looks, signal);
      const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
      const grave = failures.find((error) => !JobQueueError.is(error, 'unavailable'));
      if (grave !== undefined) throw grave;
      if (failures.length < this.all.length) return;
      if (limit === until) throw failures[0];
    }
  }

  /** Those that can be reached first; a server that is down is looked for again in the background. */
  inOrder(): readonly Server[] {
    if (this.all.every((server) => !server.down)) return this.all;
    for (const server of this.all) if (server.down) server.revive();
    return [...this.all.filter((each) => !each.down), ...this.all.filter((each) => each.down)];
  }

  /** Each time beginning with another one, so that none is served last for ever. */
  inTurn(): readonly Server[] {
    if (this.all.length === 1) return this.all;
    this.#turn = (this.#turn + 1) % this.all.length;
    return [...this.all.slice(this.#turn), ...this.all.slice(0, this.#turn)];
  }
}
