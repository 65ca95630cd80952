import {
  type CallOptions,
  fillIn,
  JobQueueError,
  type QueueStats,
  type Results,
} from '@jq/core/adapter';
import type { Again, Delivery, Outgoing, ReceiveOptions, Transport } from '@jq/core/emulations';

import type { Outcome } from './client/batches.js';
import { Requests } from './client/requests.js';
import type { Hiding, Lane, Letter } from './lane/lane.js';
import { Lanes } from './lane/lanes.js';
import { perLane } from './lane/per-lane.js';
import { receiptOf } from './lane/receipt.js';
import { textOf } from './message/body-text.js';
import type { Settings } from './options.js';
import { Directory } from './queues/directory.js';
import { statsOf } from './queues/stats.js';
import { Receiver } from './receive/receiver.js';
import { look } from './receive/scan.js';
import { type TransportCapabilities, transportSupports } from './supports.js';

/**
 * SQS as the emulations of core want it: messages are sent, received for a time, hidden again and
 * deleted.
 */
export class SqsTransport implements Transport<TransportCapabilities> {
  readonly name = 'sqs';
  readonly supports: TransportCapabilities;
  readonly #requests: Requests;
  readonly #directory: Directory;
  readonly #lanes: Lanes;
  readonly #receiver: Receiver;
  readonly #givingBack = new Set<Promise<unknown>>();

  constructor(settings: Settings) {
    this.supports = transportSupports(settings);
    this.#requests = new Requests(settings);
    this.#directory = new Directory(this.#requests, settings);
    this.#lanes = new Lanes(this.#directory, { requests: this.#requests, settings });
    this.#receiver = new Receiver(this.#lanes, (deliveries) => {
      const giving = this.release(deliveries).catch(() => undefined);
      this.#givingBack.add(giving);
      void giving.finally(() => this.#givingBack.delete(giving));
    });
  }

  aheadMs(): number {
    return this.#requests.clock.aheadMs;
  }

  async open(): Promise<void> {
    await this.#directory.check();
  }

  async send(queue: string, messages: readonly Outgoing[], o?: CallOptions): Promise<Results> {
    const lane = await this.#lanes.lane(queue);
    if (o?.signal?.aborted === true) throw new JobQueueError('aborted', 'the call was aborted');
    const letters = messages.map((message) => this.#letter(lane, message));
    const results = letters.map((each) => (JobQueueError.is(each) ? each : undefined));
    await fillIn(
      results,
      letters as readonly Letter[],
      (index) => results[index] === undefined,
      (good) => lane.letters.add(good),
    );
    this.#notice(lane, results);
    return results;
  }

  receive(queues: readonly string[], options: ReceiveOptions): Promise<readonly Delivery[]> {
    return options.leaseMs === undefined
      ? this.#receiver.receive(queues, options)
      : look(this.#lanes, queues, options);
  }

  remove(deliveries: readonly Delivery[]): Promise<Results> {
    return perLane(deliveries.map(receiptOf), (lane, receipts) => lane.deletions.add(receipts));
  }

  release(deliveries: readonly Delivery[]): Promise<Results> {
    return this.#giveBack(deliveries.map((delivery) => ({ delivery, delayMs: 0 })));
  }

  async retry(again: readonly Again[]): Promise<Results> {
    const results = again.map(
      ({ delivery, delayMs, priority = delivery.frame.priority }): Outcome => {
        const fits = Math.ceil(delayMs / 1000) <= receiptOf(delivery).mostSeconds;
        if (fits && priority === delivery.frame.priority) return undefined;
        return new JobQueueError('unsupported', 'SQS can not do this retry in place');
      },
    );
    await fillIn(
      results,
      again,
      (index) => results[index] === undefined,
      (some) => this.#giveBack(some),
    );
    return results;
  }

  async extend(deliveries: readonly Delivery[]): Promise<Results<number>> {
    const now = performance.now();
    const hidings = deliveries.map((delivery) => {
      const receipt = receiptOf(delivery);
      const seconds = Math.min(receipt.mostSeconds, Math.ceil(delivery.ttrMs / 1000));
      return { receipt, seconds };
    });
    // At the end of the 12 hours nothing is gained; hiding for 0 seconds would give the task away.
    const gaining = hidings.filter(({ receipt, seconds }) => now + seconds * 1000 > receipt.until);
    const failures = new Map(gaining.map(({ receipt }) => [receipt, undefined as Outcome]));
    const outcomes = await this.#hide(gaining);
    for (const [index, { receipt, seconds }] of gaining.entries()) {
      const outcome = outcomes[index];
      if (JobQueueError.is(outcome)) failures.set(receipt, outcome);
      else receipt.until = now + seconds * 1000;
    }
    return deliveries.map((delivery) => {
      const receipt = receiptOf(delivery);
      return failures.get(receipt) ?? Math.min(receipt.until, now + delivery.ttrMs);
    });
  }

  async stats(queue: string): Promise<QueueStats> {
    const lane = await this.#lanes.find(queue);
    return statsOf(lane === undefined ? {} : await this.#directory.attributes(lane.facts.url));
  }

  /** Waits for the polls that stand; what they bring is given back. */
  async close(): Promise<void> {
    await this.#receiver.close();
    while (this.#givingBack.size > 0) await Promise.all(this.#givingBack);
    this.#requests.close();
  }

  /** In place, for SQS to give out again. */
  #giveBack(again: readonly Again[]): Promise<Results> {
    for (const { delivery } of again) {
      const { isLast, isOver, lane } = receiptOf(delivery);
      if (isLast && !isOver) lane.warnOfLast(delivery.frame.id);
    }
    const hidings = again.map(({ delivery, delayMs }): Hiding => {
      const seconds = Math.ceil(delayMs / 1000);
      return { receipt: receiptOf(delivery), seconds };
    });
    return this.#hide(hidings);
  }

  #hide(hidings: readonly Hiding[]): Promise<Results> {
    const receipts = hidings.map(({ receipt }) => receipt);
    const secondsOf = new Map(hidings.map(({ receipt, seconds }) => [receipt, seconds]));
    return perLane(receipts, (lane, some) =>
      lane.hidings.add(some.map((receipt) => ({ receipt, seconds: secondsOf.get(receipt) ?? 0 }))),
    );
  }

  #letter(lane: Lane, { frame, delayMs }: Outgoing): Letter | JobQueueError {
    const { fifo, maxMessageBytes, name } = lane.facts;
    // FIFO queues have no delays of single messages: who receives it early puts it back.
    const due =
      fifo && delayMs > 0 ? Math.ceil(this.#requests.clock.now() + delayMs) : frame.notBefore;
    const sent = due === undefined ? frame : { ...frame, notBefore: due };
    const text = textOf(sent);
    const bytes = Buffer.byteLength(text);
    if (bytes > maxMessageBytes)
      return new JobQueueError(
        'too-large',
        `task ${frame.id}: ${bytes} bytes with its header, SQS queue ${name} takes ${maxMessageBytes}: raise its ` +
          'MaximumMessageSize, or store the data elsewhere and put a reference to it',
      );
    return { text, bytes, delayS: Math.ceil(delayMs / 1000), frame: sent };
  }

  #notice(lane: Lane, outcomes: Outcome[]): void {
    for (const [index, outcome] of outcomes.entries()) {
      if (!JobQueueError.is(outcome, 'not-found')) continue;
      outcomes[index] = this.#lanes.deleted(lane, outcome);
    }
  }
}
