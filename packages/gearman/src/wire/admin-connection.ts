import { openSocket, PipelinedConnection, type Reach } from '@jq/core';

import { serverError } from '../errors.js';
import { AdminReader, type FunctionStatus, functionsOf } from './admin-reader.js';

// A bare line feed would cut names off elsewhere in this protocol.
const STATUS = Buffer.from('status\r\n');

/** A connection that speaks the text protocol. */
export class AdminConnection extends PipelinedConnection<readonly string[]> {
  static async open(reach: Reach): Promise<AdminConnection> {
    return new AdminConnection(await openSocket(reach), reach, (sink) => new AdminReader(sink));
  }

  /** Every function the server knows. @throws JobQueueError `unavailable`, `unexpected` */
  async status(): Promise<FunctionStatus[]> {
    const lines = await this.call(STATUS);
    const [, code, text = ''] = /^ERR (\S+) ?(.*)$/.exec(lines[0] ?? '') ?? [];
    if (code !== undefined) throw serverError(this.server, code, text);
    return functionsOf(lines);
  }

  protected override received(lines: readonly string[]): void {
    this.answer(lines, lines[0] ?? '');
  }
}
