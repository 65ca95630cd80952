import { beanstalkd } from '../../../packages/beanstalkd/dist/index.js';
import { sound, takeAll } from '../../harness/adapter-tasks.mjs';
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

  takeAll(count, width) {
    return takeAll(this.#adapter, { count, width, oneByOne: width === 1 });
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
