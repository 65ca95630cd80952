import assert from 'node:assert/strict';

import { JobQueueError } from '@jq/core/adapter';

import { type Check, checks, type Fit, where } from '../check.js';
import { allOk, idsOf, outcomes } from '../expectations.js';
import type { Lab } from '../lab.js';

const restarts: Fit = ({ space }) =>
  space.restart === undefined ? 'the space has no broker to restart' : undefined;
const durable = where((s) => s.durable !== 'nothing', 'nothing is declared durable');

async function restart(lab: Lab): Promise<void> {
  await lab.settle(lab.space.restart?.() ?? Promise.resolve());
}

export const redial: readonly Check[] = checks('REDIAL', {
  'acknowledged tasks are there after a restart': {
    fit: [restarts, durable],
    run: async (lab) => {
      const adapter = await lab.connect();
      const tasks = Array.from({ length: 20 }, () => lab.task());
      await lab.put(adapter, tasks);
      await restart(lab);
      const got = await lab.takeSome(adapter, tasks.length);
      assert.deepEqual(new Set(idsOf(got)), new Set(tasks.map((task) => task.id)));
    },
  },

  'a waiting reserve goes on after a restart': {
    fit: restarts,
    run: async (lab) => {
      const [worker, other] = [await lab.connect(), await lab.connect()];
      const waitMs = Math.min(lab.supports.maxWaitMs, lab.longMs);
      const waiting = worker.reserve([lab.queue], { max: 1, waitMs });
      waiting.catch(() => undefined);
      await lab.wait(lab.shortMs / 10);
      await restart(lab);
      await lab.put(other, [lab.task()]);
      assert.equal((await lab.settle(waiting)).length, 1);
    },
  },

  'calls during a restart settle, with a result or `unavailable`': {
    fit: restarts,
    run: async (lab) => {
      const adapter = await lab.connect();
      await adapter.open();
      const calls = Array.from({ length: 10 }, () =>
        adapter.put(lab.queue, [lab.task()]).then(outcomes, (error: unknown) => {
          assert.ok(JobQueueError.is(error), `not a JobQueueError: ${String(error)}`);
          return [error.code];
        }),
      );
      await restart(lab);
      for (const code of (await lab.settle(Promise.all(calls))).flat())
        assert.ok(['ok', 'unavailable', 'ambiguous'].includes(code), `a put ended with ${code}`);
      await lab.put(adapter, [lab.task()]);
    },
  },

  'a lease from before a restart settles its own task or is lost, nothing else': {
    fit: restarts,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'old' })]);
      const { lease } = await lab.take(adapter);
      await restart(lab);
      await lab.put(adapter, [lab.task({ id: 'new' })]);
      const [outcome] = outcomes(await adapter.complete([lease]));
      assert.ok(outcome === 'ok' || outcome === 'lease-lost', `complete ended with ${outcome}`);
      const got = await lab.takeNow(adapter, 5);
      assert.ok(idsOf(got).includes('new'), 'the task put after the restart is gone');
      allOk(await adapter.complete(got.map((each) => each.lease)), got.length);
    },
  },
});
