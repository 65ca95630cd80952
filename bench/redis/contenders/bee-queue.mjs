import BeeQueue from 'bee-queue';

import { DATA, inBulk, inFlight, QUEUE } from './data.mjs';

/**
 * What its documentation names for speed: no events over pub/sub, no jobs in memory, done jobs
 * removed.
 */
const LEAN = {
  getEvents: false,
  sendEvents: false,
  storeJobs: false,
  removeOnSuccess: true,
  removeOnFailure: true,
};

/** bee-queue at its fair best: saveAll for many, `concurrency` for workers. */
export class BeeQueueContender {
  #redis;
  #queue;

  constructor({ host, port }) {
    this.#redis = { host, port };
    this.#queue = new BeeQueue(QUEUE, { redis: this.#redis, ...LEAN, isWorker: false });
  }

  async open() {
    await this.#queue.ready();
  }

  async putEach(count) {
    for (let i = 0; i < count; i++) await this.#queue.createJob(DATA).save();
  }

  putInFlight(count, width) {
    return inFlight(count, width, () => this.#queue.createJob(DATA).save());
  }

  putBulk(count) {
    return inBulk(count, async (size) => {
      const jobs = Array.from({ length: size }, () => this.#queue.createJob(DATA));
      const errors = await this.#queue.saveAll(jobs);
      if (errors.size > 0) throw [...errors.values()][0];
    });
  }

  async put(data, delayMs = 0) {
    const job = this.#queue.createJob(data);
    if (delayMs > 0) job.delayUntil(Date.now() + delayMs);
    await job.save();
  }

  async drain(count, concurrency) {
    const worker = await this.#worker();
    const run = () =>
      new Promise((resolve, reject) => {
        let left = count;
        worker.on('succeeded', () => --left === 0 && resolve());
        worker.on('failed', (_, error) => reject(error));
        worker.process(concurrency, async () => undefined);
      });
    return { run, close: () => worker.close() };
  }

  async listen(concurrency, onTask, name) {
    const worker = await this.#worker(name);
    worker.process(concurrency, async ({ data }) => onTask(data));
    return () => worker.close();
  }

  /** It has no such call; without its keys the queue is empty. */
  async empty() {
    await this.#queue.destroy();
  }

  close() {
    return this.#queue.close();
  }

  async #worker(name = QUEUE) {
    const options = { redis: this.#redis, ...LEAN, activateDelayedJobs: true, delayedDebounce: 1 };
    const worker = new BeeQueue(name, options);
    await worker.ready();
    return worker;
  }
}
