import assert from 'node:assert/strict';

import { type Check, checks } from '../check.js';
import { allOk, outcomes } from '../expectations.js';

export const lapse: readonly Check[] = checks('LAPSE', {
  'a lease that nobody settles ends, not before its ttr': async (lab) => {
    const [silent, other] = [await lab.connect(), await lab.connect()];
    const task = lab.task({ ttrMs: lab.shortMs });
    await lab.put(silent, [task]);
    const from = lab.now();
    const first = await lab.take(silent);
    const second = await lab.take(other);
    assert.equal(second.lease.taskId, task.id);
    const passed = Math.ceil(lab.now() - from);
    assert.ok(passed >= task.ttrMs, `a lease of ${task.ttrMs} ms ended after ${passed} ms`);
    assert.ok(lab.now() >= first.lease.expiresAt, 'expiresAt is later than the end of the lease');
  },

  'each task has its own ttr': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [
      lab.task({ id: 'long' }),
      lab.task({ id: 'short', ttrMs: lab.shortMs }),
    ]);
    await lab.takeSome(adapter, 2);
    assert.equal((await lab.take(adapter)).lease.taskId, 'short');
    await lab.nothing(adapter);
  },

  'a task lapses again and again until somebody settles it': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
    await lab.take(adapter);
    await lab.take(adapter);
    const third = await lab.take(adapter);
    lab.alive(third);
    allOk(await adapter.complete([third.lease]), 1);
    await lab.outlast();
    await lab.nothing(adapter);
  },

  'the shortest and the longest ttr are kept': async (lab) => {
    const adapter = await lab.connect();
    const { minTtrMs, maxTtrMs } = lab.supports;
    await lab.put(adapter, [lab.task({ id: 'short', ttrMs: minTtrMs })]);
    assert.equal((await lab.take(adapter)).lease.ttrMs, minTtrMs);
    const again = await lab.take(adapter);
    assert.equal(again.lease.ttrMs, minTtrMs);
    await lab.put(adapter, [lab.task({ id: 'long', ttrMs: maxTtrMs })], lab.queueNamed('b'));
    const long = await lab.take(adapter, [lab.queueNamed('b')]);
    assert.equal(long.lease.ttrMs, maxTtrMs);
    await lab.nothing(adapter, [lab.queueNamed('b')]);
    allOk(await adapter.complete([long.lease]), 1);
  },

  'a completed task does not come back when its ttr is over': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
    const got = await lab.take(adapter);
    const results = await adapter.complete([got.lease]);
    lab.alive(got);
    assert.deepEqual(outcomes(results), ['ok']);
    await lab.outlast();
    await lab.nothing(adapter);
  },

  'expiresAt tells the end of the lease and errs early': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const before = lab.now();
    const { lease } = await lab.take(adapter);
    assert.ok(
      lease.expiresAt <= lab.now() + lease.ttrMs,
      'expiresAt is later than a full ttr from now',
    );
    assert.ok(
      lease.expiresAt >= before + lease.ttrMs,
      'expiresAt is before a ttr from the request',
    );
  },
});
