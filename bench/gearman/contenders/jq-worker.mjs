import { defineTask, Queue, Worker } from '../../../packages/core/dist/index.js';
import { gearman } from '../../../packages/gearman/dist/index.js';
import { Countdown } from '../../harness/countdown.mjs';
import { inFlight, times } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { AT_ONCE, DATA } from './work.mjs';

const noOp = defineTask('no-op');

/**
 * @jq/gearman as programs use it: through Queue and Worker. A task counts when its completion is
 * confirmed.
 */
export class JqWorkerContender {
  #queue;
  #worker;
  #running;
  #countdown = new Countdown();

  async open({ host, port }) {
    this.#queue = new Queue(QUEUE, gearman(`${host}:${port}`));
    const handlers = [noOp.handle(async () => undefined)];
    this.#worker = new Worker(this.#queue, handlers, { signals: [], concurrency: AT_ONCE });
    this.#worker.on('task.executed', () => this.#countdown.one());
    this.#worker.on('error', ({ error }) => this.#countdown.fail(error));
    this.#running = this.#worker.run();
  }

  put(count) {
    return inFlight(times(count), AT_ONCE, () => this.#queue.add(noOp, DATA));
  }

  done(count) {
    return this.#countdown.of(count);
  }

  async close() {
    await this.#worker.stop();
    await this.#running;
    await this.#queue.close();
  }
}
