import type { Adapter, CallOptions } from '../adapter/adapter.js';
import { checkWhole } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import type { Transport } from './transport.js';

type OperatorVerbs = Pick<Adapter, 'unhold' | 'peek' | 'stats' | 'queues'>;

/** Runs one call, as the adapter runs every call; with a queue, its name is checked first. */
export type Call = <T>(
  options: CallOptions | undefined,
  queue: string | undefined,
  work: () => Promise<T>,
) => Promise<T>;

/** The verbs for people, as far as the transport has them. */
export function operatorVerbs(transport: Transport, call: Call): OperatorVerbs {
  const { unhold, peekHeld, stats, queues } = bound(transport);
  return {
    ...(unhold && {
      unhold: (queue, which, options) =>
        call(options, queue, async () => {
          if ('max' in which) checkWhole('max', which.max, 0, Number.MAX_SAFE_INTEGER);
          return unhold(queue, which, options);
        }),
    }),
    ...(peekHeld && {
      peek: (queue, state, max, options) =>
        call(options, queue, async () => {
          checkWhole('max', max, 1, Number.MAX_SAFE_INTEGER);
          if (state === 'held') return peekHeld(queue, max, options);
          const what = `peek ${state}: this adapter shows held tasks alone`;
          throw new JobQueueError('unsupported', what);
        }),
    }),
    ...(stats && {
      stats: (queue, options) => call(options, queue, () => stats(queue, options)),
    }),
    ...(queues && { queues: (options) => call(options, undefined, () => queues(options)) }),
  };
}

type Bound = Pick<Transport, 'unhold' | 'peekHeld' | 'stats' | 'queues'>;

function bound(transport: Transport): Bound {
  const verbs = ['unhold', 'peekHeld', 'stats', 'queues'] as const;
  return Object.fromEntries(verbs.map((verb) => [verb, transport[verb]?.bind(transport)]));
}
