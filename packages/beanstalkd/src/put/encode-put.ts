import type { NewTask } from '@jq/core/adapter';
import type { ReplyTarget } from '@jq/core/tcp';

import { headerOf } from '../header.js';
import { brokerTtr, secondsOf } from '../seconds.js';
import type { Connection, Reply } from '../wire/connection.js';

const CRLF = '\r\n';

/** Bytes of a task as the server counts them. */
export function storedBytes({ id, ttrMs, body }: NewTask): number {
  return headerOf(id, ttrMs).length + body.byteLength;
}

/** Sends a task that was checked to a queue that is in use. */
export function sendPut(
  connection: Connection,
  target: ReplyTarget<Reply>,
  index: number,
  task: NewTask,
): void {
  const { id, body, priority, delayMs, ttrMs } = task;
  const header = headerOf(id, ttrMs);
  const size = header.length + body.byteLength;
  const command = `put ${priority} ${secondsOf(delayMs)} ${brokerTtr(ttrMs)} ${size}${CRLF}`;
  connection.askWith(target, index, command + header, body, CRLF);
}
