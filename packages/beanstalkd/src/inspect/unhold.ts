import type { Connection } from '../wire/connection.js';
import { toEachFirst } from './each-first.js';
import { findTasks } from './find-tasks.js';
import type { JobWalk } from './job-walk.js';
import { did } from './tube.js';

/**
 * Frees the tasks held longest, one by one: the server's own `kick` takes delayed tasks where it
 * finds no held ones.
 */
export function unholdFirst(connection: Connection, queue: string, max: number): Promise<number> {
  return toEachFirst(connection, queue, 'held', max, (jobId) => kick(connection, jobId));
}

/** Frees the held ones of the named tasks; answers how many. */
export async function unholdNamed(
  walk: JobWalk,
  queue: string,
  ids: readonly string[],
): Promise<number> {
  let freed = 0;
  await findTasks(walk, queue, new Set(ids), async ({ id, state }) => {
    if (state === 'held' && (await kick(walk.connection, id))) freed += 1;
  });
  return freed;
}

function kick(connection: Connection, jobId: string): Promise<boolean> {
  return did(connection, `kick-job ${jobId}`, 'KICKED');
}
