import { defineTask, Queue, Worker } from '../../../packages/core/dist/index.js';
import { sqs } from '../../../packages/sqs/dist/index.js';
import { BULK, DATA, endpointOf } from './data.mjs';

const noOp = defineTask('no-op');
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** @jq/sqs as programs use it: through Queue and Worker. */
export class SqsContender {
  #queue;
  #concurrency;

  constructor(broker, name, { concurrency, ...options } = {}) {
    const endpoint = endpointOf(broker);
    const adapter = sqs({ region: 'us-east-1', credentials: CREDENTIALS, endpoint, ...options });
    this.#queue = new Queue(name, adapter);
    this.#concurrency = concurrency;
  }

  async open() {
    await this.#queue.stats();
  }

  async put(count) {
    for (let left = count; left > 0; left -= BULK) {
      const results = await this.#queue.addAll(noOp, Array(Math.min(left, BULK)).fill(DATA));
      for (const result of results) if (result instanceof Error) throw result;
    }
  }

  /** Resolves once so many tasks are done and gone. */
  async process(count) {
    const worker = new Worker(this.#queue, [noOp.handle(async () => undefined)], {
      limits: { tasks: count },
      signals: [],
      ...(this.#concurrency && { concurrency: this.#concurrency }),
    });
    const { completed } = await worker.run();
    if (completed !== count) throw new Error(`completed ${completed} of ${count} tasks`);
  }

  close() {
    return this.#queue.close();
  }
}
