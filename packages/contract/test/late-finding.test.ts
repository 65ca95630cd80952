import { setTimeout as sleep } from 'node:timers/promises';

import { allChecks, runContract, type Space } from '@jq/contract';
import { type Adapter, memory } from '@jq/core';
import { decorated, type ReserveOptions, systemClock } from '@jq/core/adapter';
import { MemoryStore } from '@jq/core/testing';
import { expect, it } from 'vitest';

const BLIND_MS = 300;

/** Like an adapter whose connections find nothing until they have had a look around. */
function findingLate(adapter: Required<Adapter>): Adapter {
  let seesFrom: number | undefined;
  const reserve = async (queues: readonly string[], options: ReserveOptions) => {
    seesFrom ??= performance.now() + BLIND_MS;
    const blindMs = Math.max(0, Math.ceil(seesFrom - performance.now()));
    await sleep(Math.min(options.waitMs, blindMs));
    if (options.waitMs < blindMs) return [];
    return adapter.reserve(queues, { ...options, waitMs: options.waitMs - blindMs });
  };
  return decorated(adapter, { reserve });
}

function space(): Space {
  const store = new MemoryStore(systemClock);
  return { connect: () => findingLate(memory({ store })), destroy: async () => undefined };
}

it('random workers do not take for lost what a new connection finds late', async () => {
  const report = await runContract({
    name: 'finding late',
    space,
    checks: allChecks.filter(({ id }) => id.startsWith('RANDOM/workers')),
    random: { seed: 2026 },
  });
  const results = report.lines.flatMap((line) => line.checks);
  expect(results).toMatchObject([{ outcome: 'passed' }]);
}, 60_000);
