import { Queue, Worker } from 'bullmq';

import { DATA, inBulk, inFlight, QUEUE } from './data.mjs';

/** Done jobs are not kept, as with us. */
const JOB = { removeOnComplete: true, removeOnFail: true };

/**
 * BullMQ at its fair best: addBulk for many, `concurrency` for workers, no feature that is not
 * asked for.
 */
export class BullmqContender {
  #connection;
  #queue;

  constructor({ host, port }) {
    // What its documentation asks of a worker's connection; a queue does not mind.
    this.#connection = { host, port, maxRetriesPerRequest: null };
    this.#queue = new Queue(QUEUE, { connection: this.#connection, defaultJobOptions: JOB });
  }

  async open() {
    await this.#queue.waitUntilReady();
  }

  async putEach(count) {
    for (let i = 0; i < count; i++) await this.#queue.add('no-op', DATA);
  }

  putInFlight(count, width) {
    return inFlight(count, width, () => this.#queue.add('no-op', DATA));
  }

  putBulk(count) {
    return inBulk(count, (size) =>
      this.#queue.addBulk(Array.from({ length: size }, () => ({ name: 'no-op', data: DATA }))),
    );
  }

  async put(data, delay = 0) {
    await this.#queue.add('no-op', data, { delay });
  }

  async drain(count, concurrency) {
    const worker = await this.#worker(concurrency, () => undefined);
    const run = () =>
      new Promise((resolve, reject) => {
        let left = count;
        worker.on('completed', () => --left === 0 && resolve());
        worker.on('failed', (_, error) => reject(error));
        void worker.run();
      });
    return { run, close: () => worker.close() };
  }

  async listen(concurrency, onTask, name) {
    const worker = await this.#worker(concurrency, onTask, name);
    void worker.run();
    return () => worker.close();
  }

  async empty() {
    await this.#queue.drain(true);
  }

  close() {
    return this.#queue.close();
  }

  async #worker(concurrency, onTask, name = QUEUE) {
    const options = { connection: this.#connection, concurrency, autorun: false };
    const worker = new Worker(name, async ({ data }) => onTask(data), options);
    await worker.waitUntilReady();
    return worker;
  }
}
