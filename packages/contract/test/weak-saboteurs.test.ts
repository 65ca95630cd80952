import { type Saboteur, saboteurs, trySaboteur } from '@jq/contract/saboteurs';
import { describe, expect, it } from 'vitest';

import { weakSpaces } from './fixtures/weak/spaces.js';

/** What bands over several queues must not do; other adapters may, so it is no saboteur for all. */
const queueByQueue: Saboteur = {
  name: 'queue-by-queue',
  does: 'a queue is emptied before the next one, whatever its priorities',
  caughtBy: ['QUEUES/the-first-priority-in-any-queue-comes-before-the-last-one-in-another'],
  arm: () => (adapter) => ({
    ...adapter,
    reserve: async (queues, options) => {
      for (const queue of queues) {
        const got = await adapter.reserve([queue], { ...options, waitMs: 0 });
        if (got.length > 0) return got;
      }
      return adapter.reserve(queues, options);
    },
  }),
};

const names = [
  'bands-with-an-end',
  'default-is-urgent',
  'retry-that-resets-its-priority',
  'retry-that-loses-its-priority',
  'no-fencing',
  'early-delay',
  'short-leases',
  'newest-hold-first',
  'hold-that-forgets',
  'close-that-keeps-leases',
];
const chosen = [queueByQueue, ...saboteurs.filter(({ name }) => names.includes(name))];

describe.each(['receipts', 'connections'] as const)('over %s', (kind) => {
  it('has them all', () => expect(chosen).toHaveLength(names.length + 1));

  it.each(chosen.map((saboteur) => [saboteur.name, saboteur] as const))(
    '%s is caught where only emulations keep the rule',
    async (_name, saboteur) => {
      // The oldest first: what comes in any order may come in the right one by chance.
      const space = () => weakSpaces[kind](() => 0);
      const options = { name: saboteur.name, space, random: { seed: 2026, times: 2 } };
      const { caught, missed } = await trySaboteur(saboteur, options);
      expect(missed).toEqual([]);
      expect(caught).not.toEqual([]);
    },
    60_000,
  );
});
