import type { JobQueueError } from '@jq/core/adapter';
import type { ReplyTarget } from '@jq/core/tcp';

import type { Reply } from '../broker/connection.js';
import type { LeasedJob } from '../broker/lease-connection.js';

/** The server's reply, or why there is none. */
export type LeaseAnswer =
  | { readonly line: string; readonly error?: undefined }
  | { readonly line?: undefined; readonly error: JobQueueError };

/** Hears what became of one item of a batch. */
export type LeaseListener = (index: number, delivery: LeasedJob, outcome: LeaseAnswer) => void;

/** Commands about leases, each over the connection of its own, all sent together. */
export class LeaseCall implements ReplyTarget<Reply> {
  readonly #deliveries = new Map<number, LeasedJob>();
  readonly #answer: LeaseListener;
  #resolve: () => void = () => undefined;

  constructor(answer: LeaseListener) {
    this.#answer = answer;
  }

  /** Sends a command, given without CRLF, about the job of a delivery. */
  send(index: number, delivery: LeasedJob, command: string): void {
    this.#deliveries.set(index, delivery);
    const { wire } = delivery.connection;
    delivery.connection.begin(delivery.jobId);
    if (wire.alive) wire.ask(this, index, `${command}\r\n`);
    else this.#end(index, { error: wire.failure });
  }

  /** When all that was sent is answered. */
  finished(): Promise<void> {
    if (this.#deliveries.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  reply(index: number, { line }: Reply): void {
    this.#end(index, { line });
  }

  fail(index: number, error: JobQueueError): void {
    this.#end(index, { error });
  }

  #end(index: number, outcome: LeaseAnswer): void {
    const delivery = this.#deliveries.get(index) as LeasedJob;
    this.#deliveries.delete(index);
    delivery.connection.finish(delivery.jobId);
    this.#answer(index, delivery, outcome);
    if (this.#deliveries.size === 0) this.#resolve();
  }
}
