import { decorated } from '@jq/core/adapter';

import { type Saboteur, saboteur } from './saboteur.js';

export const operatingSaboteurs: readonly Saboteur[] = [
  saboteur(
    'unhold-that-frees-delayed-tasks',
    'unhold makes delayed tasks ready when none is held',
    [
      'HOLD/unhold-frees-held-tasks-only-delayed-ones-stay-delayed',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      unhold: async (queue, which) => {
        const freed = await adapter.unhold(queue, which);
        if (freed > 0 || 'ids' in which || which.max === 0) return freed;
        const delayed = await adapter.peek(queue, 'delayed', which.max);
        await adapter.remove(
          queue,
          delayed.map((view) => view.id),
        );
        await adapter.put(
          queue,
          delayed.map(({ id, body, priority = 512, ttrMs = 60_000 }) => ({
            id,
            body,
            priority,
            ttrMs,
            delayMs: 0,
          })),
        );
        return delayed.length;
      },
    }),
  ),
  saboteur(
    'newest-hold-first',
    'unhold frees what was held last',
    [
      'HOLD/unhold-frees-as-many-as-asked-oldest-hold-first',
      'HOLD/hold-order-is-the-order-of-holding-not-of-putting',
    ],
    (adapter) => ({
      unhold: async (queue, which) => {
        if ('ids' in which) return adapter.unhold(queue, which);
        const held = await adapter.peek(queue, 'held', 1_000_000);
        const newest = held.toReversed().slice(0, which.max);
        return adapter.unhold(queue, { ids: newest.map((view) => view.id) });
      },
    }),
  ),
  saboteur(
    'stats-that-lie',
    'reserved tasks are counted as ready',
    [
      'STATS/every-state-is-counted-as-any-connection-sees-it',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      stats: async (queue) => {
        const { ready, reserved, ...rest } = await adapter.stats(queue);
        return { ready: ready + reserved, reserved: 0, ...rest };
      },
    }),
  ),
  saboteur(
    'peek-that-takes',
    'peeking at ready tasks delivers them and gives them back',
    [
      'ATTEMPTS/peeking-and-looking-at-counts-is-no-attempt',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      peek: async (queue, state, max) => {
        const views = await adapter.peek(queue, state, max);
        if (state !== 'ready') return views;
        const got = await adapter.reserve([queue], { max, waitMs: 0 });
        await adapter.retry(got.map(({ lease }) => ({ lease, delayMs: 0 })));
        return views;
      },
    }),
  ),
  saboteur(
    'pause-that-does-nothing',
    'a paused queue goes on giving tasks',
    [
      'PAUSE/a-paused-queue-gives-no-tasks-to-nobody-until-it-is-resumed',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    () => ({ pause: async () => undefined }),
  ),
  saboteur(
    'pause-that-never-ends',
    'a pause lasts until it is resumed',
    [
      'PAUSE/a-pause-ends-by-itself-not-before-its-time',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them-while-time-passes',
    ],
    (adapter) => ({
      pause: (queue, forMs) =>
        adapter.pause(queue, forMs > 0 ? Math.max(forMs, adapter.supports.maxDelayMs) : forMs),
    }),
  ),
  {
    name: 'gap-that-says-nothing',
    does: 'hold is declared unsupported, and succeeds without holding',
    caughtBy: ['MANIFEST/hold-declared-unsupported-is-refused-and-changes-nothing'],
    arm: () => (adapter) =>
      decorated(adapter, {
        supports: {
          ...adapter.supports,
          rules: { ...adapter.supports.rules, HOLD: 'unsupported' },
        },
        hold: async (leases) => leases.map(() => undefined),
      }),
  },
  {
    name: 'boastful-manifest',
    does: 'the manifest promises a verb that is not there',
    caughtBy: ['MANIFEST/verbs-are-there-where-their-rules-are-supported'],
    arm: () => (adapter) =>
      decorated(adapter, { touch: undefined as unknown as typeof adapter.touch }),
  },
];
