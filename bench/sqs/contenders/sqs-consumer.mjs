import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { Producer } from 'sqs-producer';

import { Countdown } from '../../harness/countdown.mjs';
import { BULK, DATA, endpointOf } from './data.mjs';

const MESSAGE = JSON.stringify(DATA);

/** sqs-producer and sqs-consumer; `consumers` of them side by side for more speed. */
export class SqsConsumerContender {
  #client;
  #name;
  #options;
  #consumers = [];
  #producer;
  #countdown = new Countdown();
  #sent = 0;

  constructor(broker, name, options = {}) {
    this.#client = new SQSClient({
      region: 'us-east-1',
      endpoint: endpointOf(broker),
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    this.#name = name;
    this.#options = options;
  }

  async open() {
    const { QueueUrl } = await this.#client.send(new CreateQueueCommand({ QueueName: this.#name }));
    const { consumers = 1, ...options } = this.#options;
    const place = { queueUrl: QueueUrl, sqs: this.#client };
    this.#producer = Producer.create(place);
    for (let i = 0; i < consumers; i++) this.#start({ ...place, ...handling(options) });
  }

  async put(count) {
    for (let left = count; left > 0; left -= BULK) {
      const size = Math.min(left, BULK);
      await this.#producer.send(
        Array.from({ length: size }, () => ({ id: String(this.#sent++), body: MESSAGE })),
      );
    }
  }

  /** Resolves once so many messages are done and gone. */
  done(count) {
    return this.#countdown.of(count);
  }

  async close() {
    for (const consumer of this.#consumers) consumer.stop({ abort: true });
    this.#client.destroy();
  }

  #start(options) {
    const consumer = Consumer.create(options);
    consumer.on('message_processed', () => this.#countdown.one());
    for (const event of ['error', 'processing_error'])
      consumer.on(event, (error) => this.#countdown.fail(error));
    consumer.start();
    this.#consumers.push(consumer);
  }
}

/**
 * By default message by message; with `batchSize` all of a receive at once, and so they are
 * deleted.
 */
function handling(options) {
  if (options.batchSize === undefined) return { handleMessage: async (message) => message };
  return { ...options, handleMessageBatch: async (messages) => messages };
}
