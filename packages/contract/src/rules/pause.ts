import assert from 'node:assert/strict';

import { type Check, checks, needs } from '../check.js';
import { allOk, idsOf } from '../expectations.js';

export const pause: readonly Check[] = checks('PAUSE', {
  'a paused queue gives no tasks, to nobody, until it is resumed': async (lab) => {
    const [one, two] = [await lab.connect(), await lab.connect()];
    await lab.put(one, [lab.task()]);
    await one.pause(lab.queue, lab.longMs);
    await lab.nothing(one);
    await lab.nothing(two);
    await two.pause(lab.queue, 0);
    await lab.take(one);
  },

  'a pause ends by itself, not before its time': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const from = lab.now();
    await adapter.pause(lab.queue, lab.shortMs);
    await lab.take(adapter);
    const passed = Math.ceil(lab.now() - from);
    assert.ok(passed >= lab.shortMs, `a pause of ${lab.shortMs} ms ended after ${passed} ms`);
  },

  'producers go on while a queue is paused': async (lab) => {
    const adapter = await lab.connect();
    await adapter.pause(lab.queue, lab.longMs);
    await lab.put(adapter, [lab.task(), lab.task()]);
    await lab.nothing(adapter);
    await adapter.pause(lab.queue, 0);
    await lab.takeSome(adapter, 2);
  },

  'a leased task can be settled while its queue is paused': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'a' }), lab.task({ id: 'b' })]);
    const [a, b] = await lab.takeSome(adapter, 2);
    await adapter.pause(lab.queue, lab.longMs);
    lab.alive(a, b);
    allOk(await adapter.complete([a.lease]), 1);
    allOk(await adapter.retry([{ lease: b.lease, delayMs: 0 }]), 1);
    await lab.nothing(adapter);
    await adapter.pause(lab.queue, 0);
    assert.deepEqual(await lab.drain(adapter), [b.lease.taskId]);
  },

  'a pause reaches workers that already wait': async (lab) => {
    const [worker, other] = [await lab.connect(), await lab.connect()];
    const waitMs = Math.min(lab.supports.maxWaitMs, lab.shortMs);
    const waiting = worker.reserve([lab.queue], { max: 1, waitMs });
    waiting.catch(() => undefined);
    await lab.wait(lab.shortMs / 10);
    await other.pause(lab.queue, lab.longMs);
    await lab.put(other, [lab.task()]);
    assert.deepEqual(idsOf(await lab.settle(waiting)), []);
  },

  'other queues go on': {
    fit: needs('QUEUES'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const other = lab.queueNamed('other');
      await adapter.pause(lab.queue, lab.longMs);
      await lab.put(adapter, [lab.task({ id: 'a' })]);
      await lab.put(adapter, [lab.task({ id: 'b' })], other);
      assert.deepEqual(await lab.drain(adapter, [lab.queue, other]), ['b']);
    },
  },

  'a later pause replaces an earlier one': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    await adapter.pause(lab.queue, lab.longMs);
    await adapter.pause(lab.queue, lab.shortMs);
    await lab.take(adapter);
  },
});
