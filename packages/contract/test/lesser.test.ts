import { allChecks, type Check, runContract, type Space } from '@jq/contract';
import type { Capabilities, Rule } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { lateCompletingSpace } from './late-completing.js';
import { lesserSpace } from './lesser.js';

/** Rules that an adapter may do without, and what its manifest then says besides. */
const gaps: readonly (readonly [Rule, Partial<Capabilities>])[] = [
  ['ORDER', { ordering: 'none', priorityLevels: 1 }],
  ['DELAY', { maxDelayMs: 86_400_000 }],
  ['TOUCH', {}],
  ['HOLD', {}],
  ['ATTEMPTS', {}],
  ['QUEUES', { queueOrder: 'none' }],
  ['STATS', {}],
  ['PEEK', { peek: [] }],
  ['REMOVE', {}],
  ['PURGE', { purge: [] }],
  ['PAUSE', {}],
  ['REDIAL', {}],
];

// What is about bytes is the same for all of them, and takes its time.
const some = allChecks.filter(({ concern }) => concern !== 'BYTES' && concern !== 'TOO-LARGE');
const quick = some.filter(({ concern }) => concern !== 'RANDOM');

/** Ids of checks that failed, with the reason. */
async function failures(space: () => Space, checks: readonly Check[] = quick): Promise<string[]> {
  const { lines } = await runContract({ name: 'lesser', space, checks });
  return lines
    .flatMap((line) => line.checks)
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ id, error }) => `${id}: ${String(error)}`);
}

describe('an adapter that declares less passes what is left', () => {
  for (const [rule, changes] of gaps)
    it(`without ${rule}`, async () => {
      expect(await failures(() => lesserSpace(changes, [rule]))).toEqual([]);
    }, 60_000);

  it('without any of them', async () => {
    const changes = Object.assign({}, ...gaps.map(([, each]) => each)) as Partial<Capabilities>;
    const without = gaps.map(([rule]) => rule);
    expect(await failures(() => lesserSpace(changes, without), some)).toEqual([]);
  }, 60_000);

  it.each<[string, Partial<Capabilities>]>([
    ['approximate counts and attempts', { exactCounts: false, attempts: 'approximate' }],
    ['attempts that count retries only', { attempts: 'explicit-only' }],
    ['best-effort fencing', { fencing: 'best-effort' }],
    ['small batches', { maxBatch: 10 }],
    ['whole seconds', { timeStepMs: 1000, minTtrMs: 1000 }],
    ['short times', { maxDelayMs: 900_000, maxTtrMs: 43_200_000, maxWaitMs: 20_000 }],
    ['some states to peek at and to purge', { peek: ['ready', 'held'], purge: ['ready'] }],
  ])(
    'with %s',
    async (_what, changes) => {
      expect(await failures(() => lesserSpace(changes, []))).toEqual([]);
    },
    60_000,
  );

  it('with bands instead of priorities', async () => {
    const space = () => lesserSpace({ ordering: 'banded', priorityLevels: 3 }, []);
    expect(await failures(space, some)).toEqual([]);
  }, 60_000);

  it('with late completes that count', async () => {
    expect(await failures(lateCompletingSpace, some)).toEqual([]);
  }, 60_000);
});

describe('a manifest that contradicts itself fails', () => {
  it.each<[string, Partial<Capabilities>]>([
    ['numbers', { maxBatch: 1.5 }],
    ['numbers', { minTtrMs: 10, maxTtrMs: 5 }],
    ['numbers', { ordering: 'exact', priorityLevels: 3 }],
    ['numbers', { ordering: 'none' }],
    ['states', { peek: [] }],
    ['states', { purge: ['ready', 'reserved'] }],
  ])('%s %#', async (what, changes) => {
    const manifest = allChecks.filter(({ id }) => id.startsWith(`MANIFEST/${what}`));
    expect(manifest).toHaveLength(1);
    expect(await failures(() => lesserSpace(changes, []), manifest)).toHaveLength(1);
  });

  it('what every adapter owes', async () => {
    const manifest = allChecks.filter(({ concern }) => concern === 'MANIFEST');
    expect(await failures(() => lesserSpace({}, ['FENCED']), manifest)).toHaveLength(1);
  });
});
