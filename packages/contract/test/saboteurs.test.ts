import { allChecks } from '@jq/contract';
import { saboteurs, trySaboteur } from '@jq/contract/saboteurs';
import { describe, expect, it } from 'vitest';

import { memorySpace } from './memory-space.js';

const known = new Set(allChecks.map((check) => check.id));

describe('saboteurs', () => {
  it('are at least ten, and name checks that exist', () => {
    expect(saboteurs.length).toBeGreaterThanOrEqual(10);
    for (const { caughtBy } of saboteurs) {
      expect(caughtBy.length).toBeGreaterThan(0);
      expect(caughtBy.filter((id) => !known.has(id))).toEqual([]);
    }
  });

  for (const saboteur of saboteurs)
    it(`${saboteur.name}: ${saboteur.does}`, async () => {
      const { missed, caught, notApplicable } = await trySaboteur(saboteur, {
        name: saboteur.name,
        space: memorySpace,
        // The same runs each time: what a saboteur breaks must not be found by luck.
        random: { seed: 2026, times: 2 },
      });
      expect({ missed, notApplicable }).toEqual({ missed: [], notApplicable: [] });
      expect([...caught].sort()).toEqual([...saboteur.caughtBy].sort());
    }, 60_000);
});
