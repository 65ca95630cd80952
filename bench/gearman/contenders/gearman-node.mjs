import { EventEmitter, once } from 'node:events';

import gearmanNode from 'gearman-node';

import { Countdown } from '../../harness/countdown.mjs';
import { inFlight, times } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { AT_ONCE, BODY } from './work.mjs';

/**
 * gearman-node: a worker of it runs one job at a time, so as many workers, a connection each.
 * Background jobs, which its client has no call for, and TCP_NODELAY, without which it does 24 jobs
 * a second, are added from outside.
 */
export class GearmanNodeContender {
  #client;
  #workers;
  #countdown = new Countdown();

  async open({ host, port }) {
    const { Client, Worker } = gearmanNode;
    const work = (_, job) => {
      job.complete('');
      this.#countdown.one();
    };
    this.#client = await connected(() => new Client({ host, port }));
    this.#workers = await Promise.all(
      Array.from(times(AT_ONCE), () => connected(() => new Worker(QUEUE, work, { host, port }))),
    );
  }

  put(count) {
    return inFlight(times(count), AT_ONCE, async () => {
      const job = new EventEmitter();
      const created = once(job, 'created');
      this.#client.queue.push(job);
      this.#client.sendCommand('SUBMIT_JOB_BG', QUEUE, false, BODY);
      await created;
    });
  }

  done(count) {
    return this.#countdown.of(count);
  }

  close() {
    for (const peer of [this.#client, ...this.#workers]) {
      peer.reconnecter.removeAllListeners('disconnect');
      peer.disconnect();
    }
  }
}

/** Without what it prints when it connects. */
async function connected(make) {
  const { error } = console;
  console.error = () => undefined;
  const peer = make();
  console.error = error;
  await once(peer, 'connect');
  peer.socket.setNoDelay(true);
  return peer;
}
