import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

import Gearman from 'node-gearman';

import { Countdown } from '../../harness/countdown.mjs';
import { inFlight, times } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { AT_ONCE, BODY } from './work.mjs';

/**
 * node-gearman: a connection of it runs one job at a time, so as many connections. It does not tell
 * when the server has a background job, so nothing waits for that. TCP_NODELAY is added from
 * outside.
 */
export class NodeGearmanContender {
  #client;
  #workers;
  #countdown = new Countdown();

  async open({ host, port }) {
    this.#client = await connected(new Gearman(host, port));
    this.#workers = await Promise.all(
      Array.from(times(AT_ONCE), async () => {
        const worker = await connected(new Gearman(host, port));
        worker.registerWorker(QUEUE, (_, job) => {
          job.end('');
          this.#countdown.one();
        });
        return worker;
      }),
    );
  }

  put(count) {
    return inFlight(times(count), AT_ONCE, async () => {
      this.#client.submitJob(QUEUE, BODY, undefined, { background: true });
      await setImmediate();
    });
  }

  done(count) {
    return this.#countdown.of(count);
  }

  close() {
    for (const each of [this.#client, ...this.#workers]) each.close();
  }
}

async function connected(peer) {
  const up = once(peer, 'connect');
  peer.connect();
  await up;
  peer.socket.setNoDelay(true);
  return peer;
}
