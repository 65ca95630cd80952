import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { Producer } from 'sqs-producer';

import { BULK, DATA, endpointOf } from './data.mjs';

const MESSAGE = JSON.stringify(DATA);

/** sqs-producer and sqs-consumer; `consumers` of them side by side, as its documentation advises for more speed. */
export class SqsConsumerContender {
  #client;
  #name;
  #consumers;
  #options;
  #producer;
  #queueUrl;
  #sent = 0;

  constructor(broker, name, { consumers = 1, ...options } = {}) {
    this.#client = new SQSClient({
      region: 'us-east-1',
      endpoint: endpointOf(broker),
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    this.#name = name;
    this.#consumers = consumers;
    this.#options = options;
  }

  async open() {
    const { QueueUrl } = await this.#client.send(new CreateQueueCommand({ QueueName: this.#name }));
    this.#queueUrl = QueueUrl;
    this.#producer = Producer.create({ queueUrl: QueueUrl, sqs: this.#client });
  }

  async put(count) {
    for (let left = count; left > 0; left -= BULK) {
      const size = Math.min(left, BULK);
      await this.#producer.send(
        Array.from({ length: size }, () => ({ id: String(this.#sent++), body: MESSAGE })),
      );
    }
  }

  async process(count) {
    const consumers = [];
    await new Promise((resolve, reject) => {
      let left = count;
      const done = () => --left === 0 && resolve();
      for (let i = 0; i < this.#consumers; i++) {
        const consumer = Consumer.create({
          queueUrl: this.#queueUrl,
          sqs: this.#client,
          ...this.#handling(),
        });
        consumer.on('message_processed', done);
        consumer.on('error', reject);
        consumer.on('processing_error', reject);
        consumers.push(consumer);
        consumer.start();
      }
    });
    for (const consumer of consumers) consumer.stop({ abort: true });
  }

  #handling() {
    // By default message by message; with `batchSize` all of a receive at once, so that they are deleted in one request.
    if (this.#options.batchSize === undefined) return { handleMessage: async (message) => message };
    return { ...this.#options, handleMessageBatch: async (messages) => messages };
  }

  async close() {
    this.#client.destroy();
  }
}
