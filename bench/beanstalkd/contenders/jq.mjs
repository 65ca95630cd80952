import { beanstalkd } from '../../../packages/beanstalkd/dist/index.js';
import { inFlight } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { LARGEST_JOB } from '../tasks.mjs';

/** @jq/beanstalkd through its adapter; `countAttempts` as its option of that name. */
export class JqContender {
  #adapter;
  #options;

  constructor({ countAttempts }) {
    this.#options = { countAttempts, maxJobBytes: LARGEST_JOB };
  }

  async open({ host, port }) {
    this.#adapter = beanstalkd(`${host}:${port}`, this.#options);
    await this.#adapter.open();
  }

  close() {
    return this.#adapter.close();
  }

  /** Each task in a call of its own, `width` of them under way. */
  async putAll(tasks, width) {
    await inFlight(tasks, width, (task) => this.put(task));
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
      if (width === 1) sound(await completing);
    }
    sound(await completing);
  }

  async put(task) {
    sound(await this.#adapter.put(QUEUE, [task]));
  }

  /** Waits for one task, hands over its body, completes it. */
  async next(handle) {
    const [taken] = await this.#adapter.reserve([QUEUE], { max: 1, waitMs: 10_000 });
    if (taken === undefined) throw new Error('no task came');
    handle(taken.body);
    sound(await this.#adapter.complete([taken.lease]));
  }
}

/** A bench of failing calls would measure nothing. */
function sound(results) {
  for (const result of results) if (result instanceof Error) throw result;
}
