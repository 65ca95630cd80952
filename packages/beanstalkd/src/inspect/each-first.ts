import type { Connection } from '../wire/connection.js';
import { firstOf, type ShownState } from './tube.js';

/**
 * Does something to the next job of a state, and to the next, up to `most` times; answers how often
 * it worked.
 */
export async function toEachFirst(
  connection: Connection,
  queue: string,
  state: ShownState,
  most: number,
  act: (jobId: string) => Promise<boolean>,
): Promise<number> {
  let worked = 0;
  let job = most > 0 ? await firstOf(connection, queue, state) : undefined;
  while (job !== undefined) {
    const acting = act(job.jobId);
    const next = worked + 1 < most ? firstOf(connection, queue, state) : undefined;
    // Both are on their way; neither may be left without somebody who waits for it.
    const [success, following] = await Promise.all([acting, next]);
    if (success) worked += 1;
    job = worked < most ? following : undefined;
  }
  return worked;
}
