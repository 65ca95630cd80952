import { JobQueueError, type Lease } from '@jq/core/adapter';

import type { Connection } from '../space.js';
import { type Saboteur, saboteur } from './saboteur.js';

/** What keeps its own book of leases, and gives back at close only what is in it by then. */
function hasty(adapter: Connection, late: () => void): Pick<Connection, 'reserve' | 'close'> {
  const book = new Set<Lease>();
  const closing = new AbortController();
  const closed = (): JobQueueError => new JobQueueError('closed', 'closed');
  return {
    reserve: async (queues, options) => {
      if (closing.signal.aborted) throw closed();
      const signal = AbortSignal.any([closing.signal, options.signal ?? closing.signal]);
      const got = await adapter.reserve(queues, { ...options, signal }).catch((error: unknown) => {
        throw closing.signal.aborted ? closed() : error;
      });
      if (closing.signal.aborted) late();
      for (const { lease } of got) book.add(lease);
      return got;
    },
    close: async () => {
      closing.abort();
      await adapter.retry([...book].map((lease) => ({ lease, delayMs: 0 })));
      book.clear();
    },
  };
}

const UNDER_WAY = ['CLOSE/close-gives-back-what-a-reserve-under-way-still-takes'];

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
