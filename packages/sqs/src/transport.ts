import type { CallOptions, QueueStats, Results } from '@jq/core/adapter';
import type { Again, Delivery, Outgoing, ReceiveOptions, Transport } from '@jq/core/emulations';

import { Directory } from './broker/directory.js';
import { SqsQueues } from './broker/queues.js';
import { Requests } from './broker/requests.js';
import { look, stats } from './operate.js';
import type { Settings } from './options.js';
import { put } from './put.js';
import { Receiver } from './reserve/receiver.js';
import { extend, giveBack, remove, retry } from './settle.js';
import { type TransportCapabilities, transportSupports } from './supports.js';

/**
 * SQS as the emulations of core want it: messages are sent, received for a time, hidden again and
 * deleted.
 */
export class SqsTransport implements Transport<TransportCapabilities> {
  readonly name = 'sqs';
  readonly supports: TransportCapabilities;
  readonly #settings: Settings;
  readonly #requests: Requests;
  readonly #directory: Directory;
  readonly #queues: SqsQueues;
  readonly #receiver: Receiver;
  readonly #givingBack = new Set<Promise<unknown>>();

  constructor(settings: Settings) {
    this.supports = transportSupports(settings);
    this.#settings = settings;
    this.#requests = new Requests(settings);
    this.#directory = new Directory(this.#requests, settings);
    this.#queues = new SqsQueues(this.#directory, { requests: this.#requests, settings });
    this.#receiver = new Receiver(this.#queues, (deliveries) => {
      const giving = this.release(deliveries).catch(() => undefined);
      this.#givingBack.add(giving);
      void giving.finally(() => this.#givingBack.delete(giving));
    });
  }

  aheadMs(): number {
    return this.#requests.clock.aheadMs;
  }

  checkQueue(queue: string): void {
    this.#settings.names.check(queue);
  }

  open(): Promise<void> {
    return this.#directory.check();
  }

  send(queue: string, messages: readonly Outgoing[], options?: CallOptions): Promise<Results> {
    return put(this.#queues, queue, messages, options);
  }

  receive(queues: readonly string[], options: ReceiveOptions): Promise<readonly Delivery[]> {
    return options.leaseMs === undefined
      ? this.#receiver.receive(queues, options)
      : look(this.#queues, queues, options);
  }

  remove(deliveries: readonly Delivery[]): Promise<Results> {
    return remove(deliveries);
  }

  release(deliveries: readonly Delivery[]): Promise<Results> {
    return giveBack(deliveries.map((delivery) => ({ delivery, delayMs: 0 })));
  }

  retry(again: readonly Again[]): Promise<Results> {
    return retry(again);
  }

  extend(deliveries: readonly Delivery[]): Promise<Results<number>> {
    return extend(deliveries);
  }

  stats(queue: string): Promise<QueueStats> {
    return stats(this.#queues, this.#directory, queue);
  }

  /** Waits for the polls that stand; what they bring is given back. */
  async close(): Promise<void> {
    await this.#receiver.close();
    while (this.#givingBack.size > 0) await Promise.all(this.#givingBack);
    this.#requests.close();
  }
}
