import { once } from 'node:events';

// Its main module also loads a worker and a runner that nobody here needs.
import Client from 'fivebeans/lib/client.js';

import { inFlight, times } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { TTR_S } from '../tasks.mjs';

/**
 * fivebeans as well as it can be wrapped from outside: calls of one tick in one packet, and a
 * promise per call that fails when the connection ends. No leases, no reconnection, no deadlines.
 * `asking` as in the raw contender.
 */
export class FivebeansContender {
  #client;
  #asking;
  #corked = false;

  constructor({ asking = false } = {}) {
    this.#asking = asking;
  }

  async open({ host, port }) {
    this.#client = new Client(host, port);
    this.#client.on('close', () => this.#fail());
    this.#client.connect();
    await once(this.#client, 'connect');
    this.#client.stream.setNoDelay(true);
    await this.#call('use', QUEUE);
    await this.#call('watch', QUEUE);
  }

  close() {
    this.#client.stream.destroy();
  }

  putAll(tasks, width) {
    return inFlight(tasks, width, (task) => this.put(task));
  }

  takeAll(count, width) {
    return inFlight(times(count), width, () => this.#take(0));
  }

  async put({ body, priority }) {
    await this.#call('put', priority, 0, TTR_S, body);
  }

  next(handle) {
    return this.#take(10, handle);
  }

  async #take(seconds, handle) {
    const [id, body] = await this.#call('reserve_with_timeout', seconds);
    if (this.#asking) await this.#call('stats_job', id);
    handle?.(body);
    await this.#call('destroy', id);
  }

  #call(verb, ...words) {
    this.#cork();
    return new Promise((resolve, reject) => {
      this.#client[verb](...words, (error, ...values) =>
        error === null ? resolve(values) : reject(new Error(String(error))),
      );
    });
  }

  #cork() {
    if (this.#corked) return;
    this.#corked = true;
    const { stream } = this.#client;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  /** By itself it would leave them waiting for ever. */
  #fail() {
    for (const [, callback] of this.#client.handlers.splice(0)) callback('CLOSED');
  }
}
