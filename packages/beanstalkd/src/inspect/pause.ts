import { replyError } from '../errors.js';
import { secondsOf } from '../seconds.js';
import type { Connection } from '../wire/connection.js';

/**
 * Pauses a queue, or resumes it with 0. The connection goes on watching the queue, without ever
 * reserving: a server forgets a queue that is empty and that nobody watches, and its pause with it.
 */
export async function pause(connection: Connection, queue: string, forMs: number): Promise<void> {
  const watching = connection.call(`watch ${queue}`);
  const [watched, paused] = await Promise.all([
    watching,
    connection.call(`pause-tube ${queue} ${secondsOf(forMs)}`),
  ]);
  if (paused.line !== 'PAUSED') throw replyError(connection.server, paused.line);
  if (!watched.line.startsWith('WATCHING')) throw replyError(connection.server, watched.line);
  if (forMs === 0) await connection.call(`ignore ${queue}`);
}
