import assert from 'node:assert/strict';

import { type Check, checks, needs } from '../check.js';
import { allOk, idsOf, sameBytes } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

/** Puts tasks and holds them one after the other, in the order of `ids`. */
async function heldInOrder(lab: Lab, adapter: Connection, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await lab.put(adapter, [lab.task({ id })]);
    allOk(await adapter.hold([(await lab.take(adapter)).lease]), 1);
  }
}

export const hold: readonly Check[] = checks('HOLD', {
  'no worker gets a held task, also not after its ttr': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await lab.put(holder, [lab.task({ ttrMs: lab.shortMs })]);
    const got = await lab.take(holder);
    const results = await holder.hold([got.lease]);
    lab.alive(got);
    allOk(results, 1);
    await lab.nothing(other);
    await lab.outlast();
    await lab.nothing(other);
    await lab.nothing(holder);
  },

  'an unheld task is whole again': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    const task = lab.task({ body: new Uint8Array([1, 0, 2]), priority: lab.urgency(3) });
    await lab.put(holder, [task]);
    allOk(await holder.hold([(await lab.take(holder)).lease]), 1);
    assert.equal(await other.unhold(lab.queue, { max: 10 }), 1);
    const again = await lab.take(other);
    assert.equal(again.lease.taskId, task.id);
    assert.equal(again.lease.ttrMs, task.ttrMs);
    assert.equal(again.priority ?? task.priority, task.priority);
    sameBytes(again.body, task.body);
  },

  'a held task stays held when its worker closes': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await heldInOrder(lab, holder, ['a']);
    await holder.close();
    await lab.nothing(other);
    assert.equal(await other.unhold(lab.queue, { max: 1 }), 1);
    await lab.take(other);
  },

  'unhold frees as many as asked, oldest hold first': async (lab) => {
    const adapter = await lab.connect();
    await heldInOrder(lab, adapter, ['c', 'a', 'd', 'b']);
    assert.equal(await adapter.unhold(lab.queue, { max: 1 }), 1);
    assert.deepEqual(await lab.drain(adapter), ['c']);
    assert.equal(await adapter.unhold(lab.queue, { max: 2 }), 2);
    assert.deepEqual(new Set(await lab.drain(adapter)), new Set(['a', 'd']));
    assert.equal(await adapter.unhold(lab.queue, { max: 5 }), 1);
    assert.deepEqual(await lab.drain(adapter), ['b']);
    assert.equal(await adapter.unhold(lab.queue, { max: 5 }), 0);
  },

  'hold order is the order of holding, not of putting': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'a' }), lab.task({ id: 'b' }), lab.task({ id: 'c' })]);
    const got = await lab.takeSome(adapter, 3);
    const lease = (id: string) =>
      got.filter((each) => each.lease.taskId === id).map((r) => r.lease);
    for (const id of ['b', 'c', 'a']) allOk(await adapter.hold(lease(id)), 1);
    for (const id of ['b', 'c', 'a']) {
      assert.equal(await adapter.unhold(lab.queue, { max: 1 }), 1);
      assert.deepEqual(await lab.drain(adapter), [id]);
    }
  },

  'unhold frees named tasks and counts only those it freed': async (lab) => {
    const adapter = await lab.connect();
    await heldInOrder(lab, adapter, ['a', 'b', 'c']);
    assert.equal(await adapter.unhold(lab.queue, { ids: ['b', 'unknown', 'b'] }), 1);
    assert.deepEqual(await lab.drain(adapter), ['b']);
    assert.equal(await adapter.unhold(lab.queue, { ids: [] }), 0);
    await lab.nothing(adapter);
  },

  'unhold frees held tasks only: delayed ones stay delayed': {
    fit: needs('DELAY'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'delayed', delayMs: lab.longMs })]);
      await lab.put(adapter, [lab.task({ id: 'retried' })]);
      const { lease } = await lab.take(adapter);
      allOk(await adapter.retry([{ lease, delayMs: lab.longMs }]), 1);
      assert.equal(await adapter.unhold(lab.queue, { max: 10 }), 0);
      assert.equal(await adapter.unhold(lab.queue, { ids: ['delayed', 'retried'] }), 0);
      await lab.nothing(adapter);
    },
  },

  'unhold does not take a task from its worker': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'leased' })]);
    const got = await lab.take(adapter);
    assert.equal(await adapter.unhold(lab.queue, { ids: ['leased'] }), 0);
    await lab.nothing(adapter);
    lab.alive(got);
    allOk(await adapter.complete([got.lease]), 1);
  },

  'unhold of one queue leaves the others alone': async (lab) => {
    const adapter = await lab.connect();
    const other = lab.queueNamed('other');
    await heldInOrder(lab, adapter, ['a']);
    await lab.put(adapter, [lab.task({ id: 'a' })], other);
    allOk(await adapter.hold([(await lab.take(adapter, [other])).lease]), 1);
    assert.equal(await adapter.unhold(other, { max: 9 }), 1);
    await lab.nothing(adapter);
    assert.deepEqual(idsOf(await lab.takeNow(adapter, 9, [other])), ['a']);
  },
});
