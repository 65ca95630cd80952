import assert from 'node:assert/strict';

import { type Check, checks, needs } from '../check.js';
import { allOk, sameBytes } from '../expectations.js';

export const retry: readonly Check[] = checks('RETRY', {
  'a retry without delay makes the task ready at once, for anybody': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    const task = lab.task({ body: new Uint8Array([0, 255, 10, 13]) });
    await lab.put(holder, [task]);
    const got = await lab.take(holder);
    allOk(await holder.retry([{ lease: got.lease, delayMs: 0 }]), 1);
    const again = await lab.take(other);
    assert.equal(again.lease.taskId, task.id);
    assert.equal(again.lease.ttrMs, task.ttrMs);
    sameBytes(again.body, task.body);
  },

  'a retried task comes back once': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
    const got = await lab.take(adapter);
    const results = await adapter.retry([{ lease: got.lease, delayMs: 0 }]);
    lab.alive(got);
    allOk(results, 1);
    assert.equal((await lab.drain(adapter)).length, 1);
    await lab.outlast();
    await lab.nothing(adapter);
  },

  'a retry with delay is never early and comes by itself': {
    fit: needs('DELAY'),
    run: async (lab) => {
      const [holder, other] = [await lab.connect(), await lab.connect()];
      await lab.put(holder, [lab.task()]);
      const got = await lab.take(holder);
      const from = lab.now();
      allOk(await holder.retry([{ lease: got.lease, delayMs: lab.shortMs }]), 1);
      await lab.nothing(other);
      await lab.take(other);
      const passed = Math.ceil(lab.now() - from);
      assert.ok(passed >= lab.shortMs, `a retry after ${lab.shortMs} ms came after ${passed} ms`);
    },
  },

  'retries of one batch have their own delays': {
    fit: needs('DELAY'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'later' }), lab.task({ id: 'now' })]);
      const got = await lab.takeSome(adapter, 2);
      const retries = got.map(({ lease }) => ({
        lease,
        delayMs: lease.taskId === 'now' ? 0 : lab.longMs,
      }));
      allOk(await adapter.retry(retries), 2);
      assert.deepEqual(await lab.drain(adapter), ['now']);
    },
  },
});
