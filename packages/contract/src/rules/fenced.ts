import assert from 'node:assert/strict';

import type { Lease, Reservation, Results } from '@jq/core/adapter';

import { type Check, type CheckBody, checks, type Fit, needs, where } from '../check.js';
import { allOk, outcomes } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

const strict = where((supports) => supports.fencing === 'strict', 'fencing is best-effort');

/** Everything that can be tried with a lease. */
const verbs: Record<
  string,
  { fit: Fit; send: (to: Connection, lease: Lease) => Promise<Results> }
> = {
  complete: { fit: needs(), send: (to, lease) => to.complete([lease]) },
  retry: { fit: needs(), send: (to, lease) => to.retry([{ lease, delayMs: 0 }]) },
  hold: { fit: needs('HOLD'), send: (to, lease) => to.hold([lease]) },
  touch: { fit: needs('TOUCH'), send: (to, lease) => to.touch([lease]) },
};

/** A lease that has run out; nobody has the task now. */
async function lapsed(lab: Lab, adapter: Connection): Promise<Reservation> {
  await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
  const got = await lab.take(adapter);
  await lab.outlast();
  return got;
}

/** The new lease is as good as if nobody had tried anything with the old one. */
async function unharmed(lab: Lab, holder: Connection, current: Reservation): Promise<void> {
  await lab.nothing(holder);
  const results = await holder.complete([current.lease]);
  lab.alive(current);
  assert.deepEqual(outcomes(results), ['ok'], 'the later lease was harmed');
  await lab.outlast();
  await lab.nothing(holder);
}

const late: Record<string, CheckBody> = {};
for (const [verb, { fit, send }] of Object.entries(verbs)) {
  late[`a late ${verb} of a task taken again by another connection is refused`] = {
    fit: [strict, fit],
    run: async (lab) => {
      const [loser, winner] = [await lab.connect(), await lab.connect()];
      const old = await lapsed(lab, loser);
      const current = await lab.take(winner);
      const results = [...(await send(loser, old.lease)), ...(await send(loser, old.lease))];
      lab.alive(current);
      assert.deepEqual(outcomes(results), ['lease-lost', 'lease-lost']);
      await unharmed(lab, winner, current);
    },
  };
  late[`a late ${verb} of a task taken again by the same connection is refused`] = {
    fit: [strict, fit],
    run: async (lab) => {
      const adapter = await lab.connect();
      const old = await lapsed(lab, adapter);
      const current = await lab.take(adapter);
      const results = await send(adapter, old.lease);
      lab.alive(current);
      assert.deepEqual(outcomes(results), ['lease-lost']);
      await unharmed(lab, adapter, current);
    },
  };
  late[`a late ${verb} of a task that another completed is refused`] = {
    fit: [strict, fit],
    run: async (lab) => {
      const [loser, winner] = [await lab.connect(), await lab.connect()];
      const old = await lapsed(lab, loser);
      const current = await lab.take(winner);
      const completed = await winner.complete([current.lease]);
      lab.alive(current);
      assert.deepEqual(outcomes(completed), ['ok']);
      assert.deepEqual(outcomes(await send(loser, old.lease)), ['lease-lost']);
      await lab.nothing(winner);
    },
  };
  if (verb !== 'complete')
    late[`a late ${verb} of a task that nobody took since is refused`] = {
      fit,
      run: async (lab) => {
        const adapter = await lab.connect();
        const old = await lapsed(lab, adapter);
        assert.deepEqual(outcomes(await send(adapter, old.lease)), ['lease-lost']);
        assert.equal((await lab.take(adapter)).lease.taskId, old.lease.taskId);
      },
    };
}

export const fencedLate: readonly Check[] = checks('FENCED', {
  ...late,

  'a late complete of a task that nobody took since is refused': {
    fit: where((supports) => !supports.lateComplete, 'lateComplete is declared'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const old = await lapsed(lab, adapter);
      assert.deepEqual(outcomes(await adapter.complete([old.lease])), ['lease-lost']);
      assert.equal((await lab.take(adapter)).lease.taskId, old.lease.taskId);
    },
  },

  'a late complete of a task that nobody took since counts': {
    fit: where((supports) => supports.lateComplete, 'lateComplete is not declared'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const old = await lapsed(lab, adapter);
      assert.deepEqual(outcomes(await adapter.complete([old.lease])), ['ok']);
      await lab.nothing(adapter);
    },
  },

  'a late complete counts also after a late touch': {
    fit: [
      needs('TOUCH'),
      where((supports) => supports.lateComplete, 'lateComplete is not declared'),
    ],
    run: async (lab) => {
      const adapter = await lab.connect();
      const old = await lapsed(lab, adapter);
      assert.deepEqual(outcomes(await adapter.touch([old.lease])), ['lease-lost']);
      assert.deepEqual(outcomes(await adapter.complete([old.lease])), ['ok']);
      await lab.nothing(adapter);
    },
  },
});

export const fencedSettleOnce: readonly Check[] = checks('FENCED', {
  'settling twice with the same verb is settling once': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task(), lab.task()]);
    const [one, two] = await lab.takeSome(adapter, 2);
    allOk(await adapter.complete([one.lease, one.lease]), 2);
    allOk(await adapter.complete([one.lease]), 1);
    const retry = { lease: two.lease, delayMs: 0 };
    allOk(await adapter.retry([retry]), 1);
    const again = await lab.take(adapter);
    assert.equal(again.lease.taskId, two.lease.taskId);
    allOk(await adapter.retry([retry]), 1);
    await lab.nothing(adapter);
    lab.alive(again);
    allOk(await adapter.complete([again.lease]), 1);
  },

  'settling at once with the same verb is settling once': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const { lease } = await lab.take(adapter);
    const both = await Promise.all([adapter.complete([lease]), adapter.complete([lease])]);
    allOk(both.flat(), 2);
  },

  'settling again with another verb is refused': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const { lease } = await lab.take(adapter);
    allOk(await adapter.complete([lease]), 1);
    assert.deepEqual(outcomes(await adapter.retry([{ lease, delayMs: 0 }])), ['already-settled']);
    await lab.nothing(adapter);
  },

  'a held lease cannot be completed, and the task stays held': {
    fit: needs('HOLD'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task()]);
      const { lease } = await lab.take(adapter);
      allOk(await adapter.hold([lease]), 1);
      allOk(await adapter.hold([lease]), 1);
      assert.deepEqual(outcomes(await adapter.complete([lease])), ['already-settled']);
      assert.equal(await adapter.unhold(lab.queue, { max: 1 }), 1);
      await lab.take(adapter);
    },
  },

  'a lease settles only on the connection that took it': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await lab.put(holder, [lab.task()]);
    const got = await lab.take(holder);
    assert.deepEqual(outcomes(await other.complete([got.lease])), ['lease-lost']);
    lab.alive(got);
    allOk(await holder.complete([got.lease]), 1);
    await lab.nothing(other);
  },
});
