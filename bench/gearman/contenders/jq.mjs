import { gearman } from '../../../packages/gearman/dist/index.js';
import { inFlight } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';

/** @jq/gearman through its adapter, everything by default. */
export class JqContender {
  #adapter;

  async open({ host, port }) {
    this.#adapter = gearman(`${host}:${port}`);
    await this.#adapter.open();
  }

  close() {
    return this.#adapter.close();
  }

  /** Each task in a call of its own, `width` of them under way. */
  putAll(tasks, width) {
    return inFlight(tasks, width, async (task) => sound(await this.#adapter.put(QUEUE, [task])));
  }

  /** As a worker with `width` slots: completes what it has while it reserves more. */
  async takeAll(count, width) {
    let taken = 0;
    let completing = [];
    while (taken < count) {
      const max = Math.min(width, count - taken);
      const reserved = await this.#adapter.reserve([QUEUE], { max, waitMs: 0 });
      sound(await completing);
      if (reserved.length === 0) throw new Error(`${taken} of ${count} tasks were there`);
      taken += reserved.length;
      completing = this.#adapter.complete(reserved.map(({ lease }) => lease));
    }
    sound(await completing);
  }
}

/** A bench of failing calls would measure nothing. */
function sound(results) {
  for (const result of results) if (result instanceof Error) throw result;
}
