import type { TaskState } from '@jq/core/adapter';

import type { Connection } from '../wire/connection.js';
import { toEachFirst } from './each-first.js';
import { did, type ShownState, statsOfQueue } from './tube.js';

const ALL: readonly ShownState[] = ['ready', 'delayed', 'held'];

/**
 * Deletes the tasks of one state, or of all but `reserved`, that are there now; answers how many.
 */
export async function purge(
  connection: Connection,
  queue: string,
  state: TaskState | undefined,
): Promise<number> {
  const counts = await statsOfQueue(connection, queue);
  const erase = (jobId: string): Promise<boolean> => did(connection, `delete ${jobId}`, 'DELETED');
  let deleted = 0;
  // No more than there were: a producer that goes on must not keep this going for ever.
  for (const each of ALL)
    if (state === undefined || state === each)
      deleted += await toEachFirst(connection, queue, each, counts[each], erase);
  return deleted;
}
