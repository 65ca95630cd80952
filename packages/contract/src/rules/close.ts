import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';

import { JobQueueError } from '@jq/core/adapter';

import { type Check, checks } from '../check.js';
import { allOk, failsWith, outcomes, rejects } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

/** A reserve that its connection's close may overtake. */
function overtaken(lab: Lab, leaver: Connection, waitMs: number): Promise<unknown> {
  const taking = leaver.reserve([lab.queue], { max: 3, waitMs }).catch((error: unknown) => {
    assert.ok(JobQueueError.is(error, 'closed'), `expected \`closed\`, got ${String(error)}`);
  });
  taking.catch(() => undefined);
  return taking;
}

/** Closes after a few steps of the reserve's work. */
async function closeAfter(lab: Lab, leaver: Connection, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await turn();
  await lab.settle(leaver.close());
}

/** The three tasks are ready for another connection, long before a lease on them could lapse. */
async function allForOthers(lab: Lab, other: Connection): Promise<void> {
  const got = await lab.takeSome(other, 3);
  allOk(await other.complete(got.map((each) => each.lease)), 3);
}

export const close: readonly Check[] = checks('CLOSE', {
  'close gives back every open lease': async (lab) => {
    const [leaver, other] = [await lab.connect(), await lab.connect()];
    const second = lab.queueNamed('b');
    await lab.put(leaver, [lab.task(), lab.task()]);
    await lab.put(leaver, [lab.task()], second);
    await lab.takeSome(leaver, 2);
    await lab.take(leaver, [second]);
    await leaver.close();
    await lab.takeSome(other, 2);
    await lab.take(other, [second]);
  },

  'close gives back nothing that was settled': async (lab) => {
    const [leaver, other] = [await lab.connect(), await lab.connect()];
    await lab.put(leaver, [lab.task(), lab.task()]);
    const got = await lab.takeSome(leaver, 2);
    allOk(await leaver.complete(got.map((each) => each.lease)), 2);
    await leaver.close();
    await lab.nothing(other);
  },

  'closing twice is safe, also at once': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    await lab.take(adapter);
    await Promise.all([adapter.close(), adapter.close()]);
    await adapter.close();
  },

  'closing what was never used is safe': async (lab) => {
    await (await lab.connect()).close();
  },

  'a waiting reserve ends when its connection closes': async (lab) => {
    const [leaver, other] = [await lab.connect(), await lab.connect()];
    const waitMs = Math.min(lab.supports.maxWaitMs, lab.longMs);
    const waiting = leaver.reserve([lab.queue], { max: 1, waitMs });
    waiting.catch(() => undefined);
    await lab.wait(lab.shortMs / 10);
    await leaver.close();
    await failsWith('a reserve that waits', lab.settle(waiting), 'closed');
    await lab.put(other, [lab.task()]);
    await lab.take(other);
  },

  'close gives back what a reserve under way still takes': async (lab) => {
    const other = await lab.connect();
    const longest = Math.min(lab.supports.maxWaitMs, lab.longMs);
    for (let steps = 0; steps < 8; steps += 1) {
      const leaver = await lab.connect();
      await leaver.open();
      await lab.put(other, [lab.task(), lab.task(), lab.task()]);
      const taking = overtaken(lab, leaver, steps % 2 > 0 ? longest : 0);
      await closeAfter(lab, leaver, steps);
      // Whichever of the two won: even what the caller was given is ready again.
      await allForOthers(lab, other);
      await lab.settle(taking);
    }
  },

  'a task put around a close is not stranded': async (lab) => {
    const other = await lab.connect();
    const waitMs = Math.min(lab.supports.maxWaitMs, lab.longMs);
    for (let steps = 0; steps < 8; steps += 1) {
      const leaver = await lab.connect();
      await leaver.open();
      const taking = overtaken(lab, leaver, waitMs);
      if (steps % 2 > 0) await lab.wait(Math.min(5, lab.shortMs / 10));
      const putting = lab.put(other, [lab.task(), lab.task(), lab.task()]);
      await closeAfter(lab, leaver, steps);
      await putting;
      await allForOthers(lab, other);
      await lab.settle(taking);
    }
  },

  'a closed adapter says so': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const { lease } = await lab.take(adapter);
    await adapter.close();
    await rejects(adapter, 'open', [], 'closed');
    await rejects(adapter, 'put', [lab.queue, [lab.task()]], 'closed');
    await rejects(adapter, 'reserve', [[lab.queue], { max: 1, waitMs: 0 }], 'closed');
    await rejects(adapter, 'complete', [[lease]], 'closed');
    await rejects(adapter, 'retry', [[{ lease, delayMs: 0 }]], 'closed');
  },

  'closing one connection leaves the leases of others alone': async (lab) => {
    const [leaver, stayer] = [await lab.connect(), await lab.connect()];
    await lab.put(leaver, [lab.task()]);
    const got = await lab.take(stayer);
    await leaver.close();
    await lab.nothing(stayer);
    const results = await stayer.complete([got.lease]);
    lab.alive(got);
    assert.deepEqual(outcomes(results), ['ok']);
  },

  'what was under way when close was called still gets its answer': async (lab) => {
    const [leaver, other] = [await lab.connect(), await lab.connect()];
    await leaver.open();
    const task = lab.task();
    const putting = leaver.put(lab.queue, [task]).then(outcomes, () => ['refused']);
    await leaver.close();
    const [outcome] = await lab.settle(putting);
    if (outcome === 'ok') assert.equal((await lab.take(other)).lease.taskId, task.id);
  },
});
