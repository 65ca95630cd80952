import type { JobQueueError } from '@jq/core/adapter';
import type { ReplyTarget } from '@jq/core/tcp';

import { serverError } from '../errors.js';
import type { Connection } from '../wire/connection.js';
import { PACKET, type Packet, textFields } from '../wire/packets.js';
import type { Submission } from './stored-job.js';

/** What one server made of a batch. */
export interface SubmitOutcome {
  /** Indexes of tasks that this server does not have and another one, or a later try, may take. */
  readonly again: readonly number[];
  /** Why those were not taken. */
  readonly reason: JobQueueError | undefined;
  /** This server takes no tasks now, though it answers. */
  readonly refusing: boolean;
}

/** Some tasks of one batch, sent to one server in one go. */
export class SubmitCall implements ReplyTarget<Packet> {
  readonly #connection: Connection;
  readonly #results: (JobQueueError | undefined)[];
  readonly #again: number[] = [];
  #left: number;
  #reason: JobQueueError | undefined;
  #refusing = false;
  #resolve: (outcome: SubmitOutcome) => void = () => undefined;
  readonly done: Promise<SubmitOutcome>;

  /** Sends the tasks of `which`, and writes what is final to `results`. */
  constructor(
    connection: Connection,
    which: readonly number[],
    submissionOf: (index: number) => Submission,
    results: (JobQueueError | undefined)[],
  ) {
    this.#connection = connection;
    this.#results = results;
    this.#left = which.length;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    for (const index of which) {
      const { head, body } = submissionOf(index);
      connection.askWith(this, index, head, body);
    }
  }

  reply(index: number, packet: Packet): void {
    if (packet.type === PACKET.JOB_CREATED) this.#results[index] = undefined;
    else this.#refused(index, packet);
    this.#answered();
  }

  fail(index: number, error: JobQueueError): void {
    if (error.code === 'ambiguous') this.#results[index] = error;
    else this.#repeat(index, error);
    this.#answered();
  }

  #refused(index: number, packet: Packet): void {
    const [code = '', text = ''] = textFields(packet, 2);
    const error = serverError(this.#connection.server, code, text);
    if (error.code === 'unavailable') {
      this.#refusing = true;
      this.#repeat(index, error);
    } else this.#results[index] = error;
  }

  #repeat(index: number, error: JobQueueError): void {
    this.#again.push(index);
    this.#reason = error;
  }

  #answered(): void {
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#resolve({ again: this.#again, reason: this.#reason, refusing: this.#refusing });
  }
}
