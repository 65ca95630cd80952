import { defineTask, Queue, Worker } from '../../../packages/core/dist/index.js';
import { redis } from '../../../packages/redis/dist/index.js';
import { DATA, inBulk, inFlight, QUEUE } from './data.mjs';

const noOp = defineTask('no-op');

/** @jq/redis as programs use it: through Queue and Worker, everything else by default. */
export class RedisContender {
  #queue;

  constructor({ url }) {
    this.#queue = new Queue(QUEUE, redis(url, { durable: 'nothing' }));
  }

  async open() {
    await this.#queue.stats();
  }

  async putEach(count) {
    for (let i = 0; i < count; i++) await this.#queue.add(noOp, DATA);
  }

  putInFlight(count, width) {
    return inFlight(count, width, () => this.#queue.add(noOp, DATA));
  }

  putBulk(count, options) {
    return inBulk(count, (size) => this.#queue.addAll(noOp, Array(size).fill(DATA), options));
  }

  /** @param data what `listen` hands over */
  async put(data, delayMs = 0) {
    await this.#queue.add(noOp, data, { delayMs });
  }

  /** A worker that is ready to go: `run` resolves once it has completed so many tasks. */
  async drain(count, concurrency) {
    const handler = noOp.handle(async () => undefined);
    const limits = { tasks: count };
    const worker = new Worker(this.#queue, [handler], { concurrency, limits, signals: [] });
    const run = async () => {
      const { completed } = await worker.run();
      if (completed !== count) throw new Error(`completed ${completed} of ${count} tasks`);
    };
    return { run, close: async () => undefined };
  }

  /**
   * A worker that hands the data of every task to `onTask`, or one for another queue. Answers how
   * to stop it.
   */
  async listen(concurrency, onTask, name = QUEUE) {
    const handler = noOp.handle(async ({ data }) => onTask(data));
    const queue = new Queue(name, this.#queue.adapter);
    const worker = new Worker(queue, [handler], { concurrency, signals: [] });
    const over = worker.run();
    return async () => {
      await worker.stop();
      await over;
    };
  }

  async empty() {
    await this.#queue.purge();
  }

  close() {
    return this.#queue.close();
  }
}
