import type { JobQueueError, NewTask } from '@jq/core';

import { ambiguous, replyError } from '../errors.js';
import type { Connection } from '../wire/connection.js';
import type { ReplyTarget } from '../wire/pending.js';
import { sendPut } from './encode-put.js';

/** What one server made of a batch. */
export interface PutOutcome {
  /** Indexes of tasks that this server does not have and another one, or a later try, may take. */
  readonly again: readonly number[];
  /** Why those were not taken. */
  readonly reason: JobQueueError | undefined;
  /** This server takes no tasks now, though it answers. */
  readonly refusing: boolean;
}

/** Some tasks of one batch, sent to one server in one go. */
export class PutCall implements ReplyTarget {
  readonly #connection: Connection;
  readonly #tasks: readonly NewTask[];
  readonly #results: (string | JobQueueError)[];
  readonly #again: number[] = [];
  #left: number;
  #reason: JobQueueError | undefined;
  #refusing = false;
  #resolve: (outcome: PutOutcome) => void = () => undefined;
  readonly done: Promise<PutOutcome>;

  /** Puts the tasks of `which`, and writes what is final to `results`. */
  constructor(
    connection: Connection,
    queue: string,
    tasks: readonly NewTask[],
    which: readonly number[],
    results: (string | JobQueueError)[],
  ) {
    this.#connection = connection;
    this.#tasks = tasks;
    this.#results = results;
    this.#left = which.length;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    connection.use(queue);
    for (const index of which) sendPut(connection, this, index, tasks[index] as NewTask);
  }

  reply(index: number, line: string): void {
    if (index >= this.#tasks.length) this.#takenBack(index - this.#tasks.length, line);
    else if (line.startsWith('BURIED ')) return this.#takeBack(index, line);
    else if (line.startsWith('INSERTED '))
      this.#results[index] = (this.#tasks[index] as NewTask).id;
    else this.#refused(index, line);
    this.#answered();
  }

  fail(index: number, error: JobQueueError): void {
    const task = index % this.#tasks.length;
    if (error.code === 'ambiguous' || task < index) this.#results[task] = error;
    else this.#repeat(task, error);
    this.#answered();
  }

  /** Out of memory, it keeps the task aside: a second copy elsewhere must not join it. */
  #takeBack(index: number, line: string): void {
    const command = `delete ${line.slice('BURIED '.length)}\r\n`;
    this.#connection.send(this, this.#tasks.length + index, command);
  }

  #takenBack(index: number, line: string): void {
    const { address } = this.#connection;
    this.#refusing = true;
    if (line === 'DELETED') this.#repeat(index, replyError(address, 'OUT_OF_MEMORY'));
    else this.#results[index] = ambiguous(address, replyError(address, line));
  }

  #refused(index: number, line: string): void {
    const { address } = this.#connection;
    const error = replyError(address, line);
    if (error.code === 'unavailable') {
      this.#repeat(index, error);
      this.#refusing = true;
      return;
    }
    this.#results[index] = error;
    // Whatever it made of this command, it may take the body for the next one.
    if (error.code === 'unexpected') this.#connection.destroy(error);
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
