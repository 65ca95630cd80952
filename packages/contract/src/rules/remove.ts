import assert from 'node:assert/strict';

import { type Check, checks, needs } from '../check.js';
import { allOk, outcomes } from '../expectations.js';

export const remove: readonly Check[] = checks('REMOVE', {
  'a ready task is deleted, whoever put it': async (lab) => {
    const [one, two] = [await lab.connect(), await lab.connect()];
    await lab.put(
      one,
      ['a', 'b', 'c'].map((id) => lab.task({ id })),
    );
    allOk(await two.remove(lab.queue, ['b']), 1);
    assert.deepEqual((await lab.drain(one)).toSorted(), ['a', 'c']);
  },

  'a delayed task is deleted and does not come when due': {
    fit: needs('DELAY'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a', delayMs: lab.shortMs })]);
      allOk(await adapter.remove(lab.queue, ['a']), 1);
      await lab.outlast();
      await lab.nothing(adapter);
    },
  },

  'a held task is deleted and cannot be unheld': {
    fit: needs('HOLD'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a' })]);
      allOk(await adapter.hold([(await lab.take(adapter)).lease]), 1);
      allOk(await adapter.remove(lab.queue, ['a']), 1);
      assert.equal(await adapter.unhold(lab.queue, { max: 5 }), 0);
      await lab.nothing(adapter);
    },
  },

  'a reserved task is not deleted and its lease goes on': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await lab.put(holder, [lab.task({ id: 'a' })]);
    const got = await lab.take(holder);
    for (const adapter of [other, holder])
      assert.deepEqual(outcomes(await adapter.remove(lab.queue, ['a'])), ['task-reserved']);
    lab.alive(got);
    allOk(await holder.retry([{ lease: got.lease, delayMs: 0 }]), 1);
    allOk(await other.remove(lab.queue, ['a']), 1);
    await lab.nothing(holder);
  },

  'results match the ids by index': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'taken' }), lab.task({ id: 'ready' })]);
    const { taskId } = (await lab.take(adapter)).lease;
    const free = taskId === 'taken' ? 'ready' : 'taken';
    const results = await adapter.remove(lab.queue, ['unknown', free, taskId, free]);
    assert.deepEqual(outcomes(results), ['not-found', 'ok', 'task-reserved', 'not-found']);
  },

  'tasks of other queues are not found': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'a' })]);
    const results = await adapter.remove(lab.queueNamed('other'), ['a']);
    assert.deepEqual(outcomes(results), ['not-found']);
    assert.deepEqual(await lab.drain(adapter), ['a']);
  },
});
