import type { JobQueueError, Results } from '@jq/core/adapter';
import type { Outgoing } from '@jq/core/emulations';
import { type Given, giveToFirst, type ReplyTarget, type Servers } from '@jq/core/tcp';

import type { Connection } from '../broker/connection.js';
import { type Packet, PACKET, textFields } from '../broker/packets.js';
import type { Server } from '../broker/server.js';
import { serverError } from '../errors.js';
import type { Submission } from '../stored-job.js';

/** Where and how long to try. */
export interface SendRequest {
  readonly servers: Servers<Server>;
  /** On `performance.now`: for finding a server that takes the tasks. */
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  readonly submissionOf: (message: Outgoing) => Submission;
}

/**
 * Submits a batch to the first server that takes it; what a server surely has not taken goes to the
 * next.
 */
export async function send(request: SendRequest, messages: readonly Outgoing[]): Promise<Results> {
  const results: (JobQueueError | undefined)[] = messages.map(() => undefined);
  let left: readonly number[] = [...messages.keys()];
  const submissionOf = (index: number): Submission =>
    request.submissionOf(messages[index] as Outgoing);
  const reason = await giveToFirst(request.servers, request, async ({ connection }) => {
    const outcome = await new SubmitCall(connection, left, submissionOf, results).done;
    left = outcome.again;
    return outcome;
  });
  if (reason !== undefined) for (const index of left) results[index] = reason;
  return results;
}

/** What one server made of a batch. */
interface SubmitOutcome extends Given {
  /** Indexes of tasks that this server does not have and another one, or a later try, may take. */
  readonly again: readonly number[];
}

/** Some tasks of one batch, sent to one server in one go. */
class SubmitCall implements ReplyTarget<Packet> {
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
