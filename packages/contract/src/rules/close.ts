import assert from 'node:assert/strict';

import { type Check, checks } from '../check.js';
import { allOk, outcomes, rejects } from '../expectations.js';

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
    await rejects(lab.settle(waiting), 'closed');
    await lab.put(other, [lab.task()]);
    await lab.take(other);
  },

  'a closed adapter says so': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const { lease } = await lab.take(adapter);
    await adapter.close();
    await rejects(adapter.open(), 'closed');
    await rejects(adapter.put(lab.queue, [lab.task()]), 'closed');
    await rejects(adapter.reserve([lab.queue], { max: 1, waitMs: 0 }), 'closed');
    await rejects(adapter.complete([lease]), 'closed');
    await rejects(adapter.retry([{ lease, delayMs: 0 }]), 'closed');
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
