import { ambiguous, type JobQueueError, type NewTask } from '@jq/core/adapter';
import type { ReplyTarget } from '@jq/core/tcp';

import { replyError } from '../errors.js';
import type { Connection, Reply } from '../wire/connection.js';
import { sendPut } from './encode-put.js';

/** One per task of a batch; undefined while nothing final is known. */
export type PutResults = (string | JobQueueError | undefined)[];

/** Those tasks of one batch that have no result yet, sent to one server in one go. */
export class PutCall implements ReplyTarget<Reply> {
  readonly #connection: Connection;
  readonly #tasks: readonly NewTask[];
  readonly #results: PutResults;
  #unanswered = 0;
  #resolve: (() => void) | undefined;
  /** When every task has a result, or may be taken by another server or at a later try. */
  readonly done: Promise<void>;
  /** Why tasks were left without a result; undefined when none was. */
  reason: JobQueueError | undefined;
  /** This server takes no tasks now, though it answers. */
  refusing = false;

  /** Puts the tasks without a result, and writes what is final to `results`. */
  constructor(
    connection: Connection,
    queue: string,
    tasks: readonly NewTask[],
    results: PutResults,
  ) {
    this.#connection = connection;
    this.#tasks = tasks;
    this.#results = results;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    connection.use(queue);
    for (let index = 0; index < tasks.length; index += 1) {
      if (results[index] !== undefined) continue;
      this.#unanswered += 1;
      sendPut(connection, this, index, tasks[index] as NewTask);
    }
    if (this.#unanswered === 0) this.#resolve?.();
  }

  reply(index: number, { line }: Reply): void {
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
    else this.reason = error;
    this.#answered();
  }

  /** Out of memory, it keeps the task aside: a second copy elsewhere must not join it. */
  #takeBack(index: number, line: string): void {
    const command = `delete ${line.slice('BURIED '.length)}\r\n`;
    this.#connection.ask(this, this.#tasks.length + index, command);
  }

  #takenBack(index: number, line: string): void {
    const { server } = this.#connection;
    this.refusing = true;
    if (line === 'DELETED') this.reason = replyError(server, 'OUT_OF_MEMORY');
    else this.#results[index] = ambiguous(server, replyError(server, line));
  }

  #refused(index: number, line: string): void {
    const { server } = this.#connection;
    const error = replyError(server, line);
    if (error.code === 'unavailable') {
      this.reason = error;
      this.refusing = true;
      return;
    }
    this.#results[index] = error;
    // Whatever it made of this command, it may take the body for the next one.
    if (error.code === 'unexpected') this.#connection.destroy(error);
  }

  #answered(): void {
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#resolve?.();
  }
}
