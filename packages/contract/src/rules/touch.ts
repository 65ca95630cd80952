import assert from 'node:assert/strict';

import { type Check, checks } from '../check.js';
import { allOk, outcomes } from '../expectations.js';

export const touch: readonly Check[] = checks('TOUCH', {
  'touch restarts the full ttr from now': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    const task = lab.task({ ttrMs: lab.shortMs });
    await lab.put(holder, [task]);
    const got = await lab.take(holder);
    await lab.wait(lab.shortMs / 2);
    const touchedAt = lab.now();
    const results = await holder.touch([got.lease]);
    lab.alive(got);
    assert.deepEqual(outcomes(results), ['ok']);
    const again = await lab.take(other);
    assert.equal(again.lease.taskId, task.id);
    const passed = Math.ceil(lab.now() - touchedAt);
    assert.ok(passed >= lab.shortMs, `a touched lease ended ${passed} ms after the touch`);
  },

  'touch moves expiresAt by what it gained, erring early': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const { lease } = await lab.take(adapter);
    const before = lease.expiresAt;
    await lab.wait(2 * lab.supports.timeStepMs);
    const touchedAt = lab.now();
    allOk(await adapter.touch([lease]), 1);
    assert.ok(lease.expiresAt > before, 'expiresAt did not move');
    assert.ok(
      lease.expiresAt >= touchedAt + lease.ttrMs,
      'expiresAt is before a ttr from the touch',
    );
    assert.ok(
      lease.expiresAt <= lab.now() + lease.ttrMs,
      'expiresAt is later than a full ttr from now',
    );
  },

  'a task lives for as long as it is touched': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await lab.put(holder, [lab.task({ ttrMs: lab.shortMs })]);
    const got = await lab.take(holder);
    for (let beat = 0; beat < 5; beat += 1) {
      await lab.wait(lab.shortMs / 2);
      const results = await holder.touch([got.lease]);
      lab.alive(got);
      assert.deepEqual(outcomes(results), ['ok']);
    }
    await lab.nothing(other);
    const results = await holder.complete([got.lease]);
    lab.alive(got);
    assert.deepEqual(outcomes(results), ['ok']);
  },

  'touch changes neither attempts nor the task': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ priority: lab.urgency(7) })]);
    const got = await lab.take(adapter);
    allOk(await adapter.touch([got.lease, got.lease]), 2);
    allOk(await adapter.retry([{ lease: got.lease, delayMs: 0 }]), 1);
    const again = await lab.take(adapter);
    if (again.attempts !== undefined && lab.supports.attempts === 'exact')
      assert.equal(again.attempts, 2);
    assert.equal(again.priority ?? lab.urgency(7), lab.urgency(7));
  },

  'a settled lease cannot be touched': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const got = await lab.take(adapter);
    allOk(await adapter.complete([got.lease]), 1);
    assert.deepEqual(outcomes(await adapter.touch([got.lease])), ['already-settled']);
  },
});
