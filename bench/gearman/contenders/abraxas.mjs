import { Client } from 'abraxas';

import { Countdown } from '../../harness/countdown.mjs';
import { inFlight, times } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { AT_ONCE, BODY } from './work.mjs';

/**
 * abraxas: one connection that submits and one that works, with as many jobs at once as it is
 * allowed.
 */
export class AbraxasContender {
  #client;
  #worker;
  #countdown = new Countdown();

  async open({ host, port }) {
    this.#client = await connect({ host, port });
    this.#worker = await connect({ host, port, maxJobs: AT_ONCE });
    this.#worker.registerWorker(QUEUE, () => {
      this.#countdown.one();
      return '';
    });
  }

  put(count) {
    return inFlight(times(count), AT_ONCE, () => this.#client.submitJobBg(QUEUE, {}, BODY));
  }

  done(count) {
    return this.#countdown.of(count);
  }

  close() {
    this.#worker.forgetAllWorkers();
    for (const each of [this.#client, this.#worker]) each.disconnect();
  }
}

function connect(options) {
  return new Promise((resolve, reject) => {
    Client.connect(options, (error, client) => (error ? reject(error) : resolve(client)));
  });
}
