import { gearman } from '../../../packages/gearman/dist/index.js';
import { sound, takeAll } from '../../harness/adapter-tasks.mjs';
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

  takeAll(count, width) {
    return takeAll(this.#adapter, { count, width });
  }
}
