import assert from 'node:assert/strict';

import type { TaskState } from '@jq/core/adapter';

import { type Check, type CheckBody, checks, needs, where } from '../check.js';
import { allOk, rejects } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

/** One task per state the adapter knows, named after it; answers the reserved one's completion. */
async function oneOfEach(lab: Lab, adapter: Connection): Promise<() => Promise<void>> {
  const { DELAY, HOLD } = lab.supports.rules;
  if (HOLD !== 'unsupported') {
    await lab.put(adapter, [lab.task({ id: 'held' })]);
    allOk(await adapter.hold([(await lab.take(adapter)).lease]), 1);
  }
  await lab.put(adapter, [lab.task({ id: 'reserved' })]);
  const got = await lab.take(adapter);
  await lab.put(adapter, [lab.task({ id: 'ready' })]);
  if (DELAY !== 'unsupported')
    await lab.put(adapter, [lab.task({ id: 'delayed', delayMs: lab.longMs })]);
  return async () => {
    lab.alive(got);
    allOk(await adapter.complete([got.lease]), 1);
  };
}

const purges = (state: TaskState) =>
  where((s) => s.purge.includes(state), `purge cannot empty ${state} alone`);

const perState: Record<string, CheckBody> = {};
for (const state of ['ready', 'delayed', 'held'] as const)
  perState[`purging ${state} tasks leaves all others`] = {
    fit: [
      purges(state),
      needs(...(state === 'delayed' ? (['DELAY'] as const) : [])),
      needs(...(state === 'held' ? (['HOLD'] as const) : [])),
    ],
    run: async (lab) => {
      const adapter = await lab.connect();
      const completeReserved = await oneOfEach(lab, adapter);
      assert.equal(await adapter.purge(lab.queue, state), 1);
      assert.equal(await adapter.purge(lab.queue, state), 0);
      assert.deepEqual(await lab.drain(adapter), state === 'ready' ? [] : ['ready']);
      if (lab.supports.rules.HOLD !== 'unsupported')
        assert.equal(await adapter.unhold(lab.queue, { max: 5 }), state === 'held' ? 0 : 1);
      await completeReserved();
    },
  };

export const purge: readonly Check[] = checks('PURGE', {
  ...perState,

  'purging a queue takes all tasks but the reserved ones': async (lab) => {
    const adapter = await lab.connect();
    const completeReserved = await oneOfEach(lab, adapter);
    const { DELAY, HOLD } = lab.supports.rules;
    const others = 1 + (DELAY === 'unsupported' ? 0 : 1) + (HOLD === 'unsupported' ? 0 : 1);
    assert.equal(await adapter.purge(lab.queue), others);
    await lab.nothing(adapter);
    await completeReserved();
  },

  'purging leaves other queues alone': async (lab) => {
    const adapter = await lab.connect();
    const other = lab.queueNamed('other');
    await lab.put(adapter, [lab.task({ id: 'a' })]);
    await lab.put(adapter, [lab.task({ id: 'b' })], other);
    assert.equal(await adapter.purge(other), 1);
    assert.deepEqual(await lab.drain(adapter), ['a']);
  },

  'purging an unknown queue deletes nothing': async (lab) => {
    assert.equal(await (await lab.connect()).purge(lab.queue), 0);
  },

  'a state that purge cannot empty is refused': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'a' })]);
    for (const state of ['ready', 'delayed', 'reserved', 'held'] as const)
      if (!lab.supports.purge.includes(state))
        await rejects(adapter, 'purge', [lab.queue, state], 'unsupported');
    assert.deepEqual(await lab.drain(adapter), ['a']);
  },
});
