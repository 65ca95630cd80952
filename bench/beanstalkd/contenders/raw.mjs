import { QUEUE } from '../../harness/tasks.mjs';
import { TTR_S } from '../tasks.mjs';
import { RawClient } from './raw-client.mjs';

/**
 * The limit for this server and one process: pipelined over one connection, by callbacks, without a
 * promise per task. `asking` also asks for the statistics of each job, as @jq/beanstalkd does for
 * attempts and priority.
 */
export class RawContender {
  #client;
  #asking;

  constructor({ asking = false } = {}) {
    this.#asking = asking;
  }

  async open({ port }) {
    this.#client = await RawClient.open(port);
    await this.#client.call(`use ${QUEUE}`);
    await this.#client.call(`watch ${QUEUE}`);
  }

  close() {
    this.#client.close();
  }

  /** Each task in a call of its own, `width` of them under way. */
  putAll(tasks, width) {
    return new Promise((resolve, reject) => {
      const left = tasks.values();
      let open = tasks.length;
      const next = () => {
        const { value, done } = left.next();
        if (!done) this.#put(value, answered);
      };
      const answered = (line) => {
        if (!line.startsWith('INSERTED')) return reject(new Error(line));
        open -= 1;
        if (open === 0) resolve();
        else next();
      };
      for (let lane = 0; lane < width; lane += 1) next();
    });
  }

  /** Reserves and deletes so many, `width` of them under way. */
  takeAll(count, width) {
    return new Promise((resolve, reject) => {
      let begun = 0;
      let left = count;
      const next = () => {
        if (begun === count) return;
        begun += 1;
        this.#take(0, ended);
      };
      const ended = (line) => {
        if (line !== 'DELETED') return reject(new Error(line));
        left -= 1;
        if (left === 0) resolve();
        else next();
      };
      for (let lane = 0; lane < width; lane += 1) next();
    });
  }

  put(task) {
    return new Promise((resolve) => this.#put(task, resolve));
  }

  /** Waits for one task, hands over its body, deletes it. */
  next(handle) {
    return new Promise((resolve) => this.#take(10, resolve, handle));
  }

  #put({ body, priority }, callback) {
    this.#client.sendBody(`put ${priority} 0 ${TTR_S} ${body.length}`, body, callback);
  }

  #take(seconds, callback, handle = () => undefined) {
    this.#client.send(`reserve-with-timeout ${seconds}`, (line, body) => {
      if (body === undefined) return callback(line);
      const id = line.slice(9, line.indexOf(' ', 9));
      const settle = () => {
        handle(body);
        this.#client.send(`delete ${id}`, callback);
      };
      if (this.#asking) this.#client.send(`stats-job ${id}`, settle);
      else settle();
    });
  }
}
