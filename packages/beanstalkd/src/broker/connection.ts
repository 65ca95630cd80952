import { NOBODY, openSocket, PipelinedConnection, type Reach } from '@jq/core/tcp';

import { ReplyParser } from './reply-parser.js';

/** A reply whose body, if there is one, is whole. */
export interface Reply {
  readonly line: string;
  readonly body: Buffer | undefined;
}

/** One connection, on which commands go out as text with CRLF. */
export class Connection extends PipelinedConnection<Reply> {
  #used = 'default';

  /** @throws JobQueueError `unavailable` */
  static async open(reach: Reach): Promise<Connection> {
    const readerOf = (sink: (reply: Reply) => void): ReplyParser =>
      new ReplyParser((line, body) => sink({ line, body }));
    return new Connection(await openSocket(reach), reach, readerOf);
  }

  /** The commands that follow are about this queue, where they name none. */
  use(queue: string): void {
    if (queue === this.#used) return;
    this.#used = queue;
    this.ask(NOBODY, 0, `use ${queue}\r\n`);
  }

  /** Sends one command, given without its CRLF. @throws JobQueueError `unavailable`, `ambiguous` */
  override call(command: string, extraMs?: number): Promise<Reply> {
    return super.call(`${command}\r\n`, extraMs);
  }

  protected override received(reply: Reply): void {
    this.answer(reply, reply.line.slice(0, 80));
  }
}
