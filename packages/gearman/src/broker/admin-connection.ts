import { openSocket, PipelinedConnection, type Reach } from '@jq/core/tcp';

import { serverError } from '../errors.js';
import {
  AdminReader,
  functionsOf,
  type FunctionStatus,
  type Returns,
  returnsOf,
} from './admin-reader.js';

// A bare line feed would cut names off elsewhere in this protocol.
const STATUS = Buffer.from('status\r\n');
const SHOW_JOBS = Buffer.from('show jobs\r\n');

/** A connection that speaks the text protocol. */
export class AdminConnection extends PipelinedConnection<readonly string[]> {
  static async open(reach: Reach): Promise<AdminConnection> {
    return new AdminConnection(await openSocket(reach), reach, (sink) => new AdminReader(sink));
  }

  /** Every function the server knows. @throws JobQueueError `unavailable`, `unexpected` */
  async status(): Promise<FunctionStatus[]> {
    return functionsOf(await this.#lines(STATUS));
  }

  /**
   * How often it took back the jobs it has. It does nothing else while it writes that down, some
   * 100 ms for 200 000 jobs.
   * @throws JobQueueError `unavailable`, `unexpected`
   */
  async returns(): Promise<Returns> {
    return returnsOf(await this.#lines(SHOW_JOBS));
  }

  protected override received(lines: readonly string[]): void {
    this.answer(lines, lines[0] ?? '');
  }

  async #lines(question: Buffer): Promise<readonly string[]> {
    const lines = await this.call(question);
    const [, code, text = ''] = /^ERR (\S+) ?(.*)$/.exec(lines[0] ?? '') ?? [];
    if (code !== undefined) throw serverError(this.server, code, text);
    return lines;
  }
}
