import type { NewTask } from '@jq/core';

import { headerOf } from '../header.js';
import { brokerTtr, secondsOf } from '../seconds.js';
import type { Connection } from '../wire/connection.js';
import type { ReplyTarget } from '../wire/pending.js';

// What is larger is handed to the system where it is.
const COPY_UP_TO = 65_536;
const CRLF = Buffer.from('\r\n');

/** Bytes of a task as the server counts them. */
export function storedBytes({ id, ttrMs, body }: NewTask): number {
  return headerOf(id, ttrMs).length + body.byteLength;
}

/** Sends a task that was checked to a queue that is in use. */
export function sendPut(
  connection: Connection,
  target: ReplyTarget,
  index: number,
  task: NewTask,
): void {
  const { id, body, priority, delayMs, ttrMs } = task;
  const header = headerOf(id, ttrMs);
  const size = header.length + body.byteLength;
  const head = `put ${priority} ${secondsOf(delayMs)} ${brokerTtr(ttrMs)} ${size}\r\n${header}`;
  if (size > COPY_UP_TO) {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    connection.sendLarge(target, index, Buffer.from(head, 'latin1'), bytes, CRLF);
    return;
  }
  const command = Buffer.allocUnsafe(head.length + body.byteLength + 2);
  command.write(head, 0, 'latin1');
  command.set(body, head.length);
  command.set(CRLF, command.length - 2);
  connection.send(target, index, command);
}
