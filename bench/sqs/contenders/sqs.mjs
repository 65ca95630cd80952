import { defineTask, Queue, Worker } from '../../../packages/core/dist/index.js';
import { sqs } from '../../../packages/sqs/dist/index.js';
import { Countdown } from '../../harness/countdown.mjs';
import { BULK, DATA, endpointOf } from './data.mjs';

const noOp = defineTask('no-op');
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** @jq/sqs as programs use it: through Queue and Worker. */
export class SqsContender {
  #queue;
  #worker;
  #running;
  #countdown = new Countdown();

  constructor(broker, name, { concurrency, ...options } = {}) {
    const endpoint = endpointOf(broker);
    const adapter = sqs({ region: 'us-east-1', credentials: CREDENTIALS, endpoint, ...options });
    this.#queue = new Queue(name, adapter);
    this.#worker = new Worker(this.#queue, [noOp.handle(async () => undefined)], {
      signals: [],
      ...(concurrency && { concurrency }),
    });
    this.#worker.on('task.executed', () => this.#countdown.one());
    this.#worker.on('error', ({ error }) => this.#countdown.fail(error));
  }

  async open() {
    this.#running = this.#worker.run();
  }

  async put(count) {
    for (let left = count; left > 0; left -= BULK)
      await this.#queue.addAll(noOp, Array(Math.min(left, BULK)).fill(DATA));
  }

  /** Resolves once so many tasks are done and gone. */
  done(count) {
    return this.#countdown.of(count);
  }

  async close() {
    await this.#worker.stop();
    await this.#running;
    await this.#queue.close();
  }
}
