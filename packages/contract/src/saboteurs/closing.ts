import { JobQueueError, type Lease } from '@jq/core';

import type { Connection } from '../lab.js';
import { type Saboteur, saboteur } from './saboteur.js';

/** What keeps its own book of leases, and gives back at close only what is in it by then. */
function hasty(adapter: Connection, late: () => void): Pick<Connection, 'reserve' | 'close'> {
  const book = new Set<Lease>();
  let drained = false;
  return {
    reserve: async (queues, options) => {
      if (drained) throw new JobQueueError('closed', 'closed');
      const got = await adapter.reserve(queues, options);
      if (drained) late();
      for (const { lease } of got) book.add(lease);
      return got;
    },
    close: async () => {
      drained = true;
      await adapter.retry([...book].map((lease) => ({ lease, delayMs: 0 })));
      book.clear();
    },
  };
}

const UNDER_WAY = [
  'CLOSE/close-gives-back-what-a-reserve-under-way-still-takes',
  'CLOSE/a-task-put-around-a-close-is-not-stranded',
];

export const closingSaboteurs: readonly Saboteur[] = [
  saboteur(
    'close-that-keeps-leases',
    'close leaves open leases to their ttr',
    [
      'CLOSE/close-gives-back-every-open-lease',
      'WAIT/a-worker-that-closes-wakes-a-waiting-reserve',
    ],
    () => ({ close: async () => undefined }),
  ),
  saboteur(
    'close-that-drains-too-early',
    'what a reserve under way brings goes into the book after close has emptied it',
    UNDER_WAY,
    (adapter) => hasty(adapter, () => undefined),
  ),
  saboteur(
    'close-that-awaits-nothing',
    'a reserve whose reply comes after close ends with `closed`, and nobody gives its tasks back',
    UNDER_WAY,
    (adapter) =>
      hasty(adapter, () => {
        throw new JobQueueError('closed', 'closed');
      }),
  ),
];
