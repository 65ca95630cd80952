import { allChecks, runContract } from '@jq/contract';
import { sabotaged, type Saboteur } from '@jq/contract/saboteurs';
import type { Adapter } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { memorySpace } from './memory-space.js';

/** What a check says of memory with some verbs replaced. */
async function complaint(id: string, changes: Partial<Adapter>): Promise<string> {
  const saboteur: Saboteur = {
    name: 'replaced',
    does: 'replaces verbs',
    caughtBy: [id],
    arm: () => (adapter) => Object.assign(adapter, changes),
  };
  const space = () => sabotaged(memorySpace(), saboteur);
  const checks = allChecks.filter((check) => check.id === id);
  const { lines } = await runContract({ name: 'replaced', space, checks });
  const [failed] = lines.flatMap((line) => line.checks).filter(({ error }) => error !== undefined);
  return String(failed?.error);
}

describe('a failing check says', () => {
  it('which call was not refused, and what came instead', async () => {
    const said = await complaint('ARGUMENTS/a-bad-peek-is-refused', { peek: async () => [] });
    expect(said).toMatch(/peek\('contract-\w+', 'ready', 0\): expected invalid, got \[\]/);
  });

  it('which queue gave nothing, and how long it waited', async () => {
    const changes = { put: async () => ['task-1'], reserve: async () => [] };
    const said = await complaint('ATTEMPTS/the-first-delivery-is-attempt-1', changes);
    expect(said).toMatch(/contract-\w+: after \d+ ms, wanted 1, got none/);
  });
});
