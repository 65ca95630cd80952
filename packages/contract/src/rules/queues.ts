import assert from 'node:assert/strict';

import { type Check, checks, where } from '../check.js';
import { allOk, idsOf } from '../expectations.js';

const asGiven = where((s) => s.queueOrder === 'as-given', 'queueOrder is not as-given');
const byPriority = where((s) => s.queueOrder === 'priority', 'queueOrder is not priority');

export const queues: readonly Check[] = checks('QUEUES', {
  'one reserve takes from several queues and tells from which': async (lab) => {
    const adapter = await lab.connect();
    const other = lab.queueNamed('b');
    await lab.put(adapter, [lab.task({ id: 'in-a' })]);
    await lab.put(adapter, [lab.task({ id: 'in-b' })], other);
    const got = await lab.takeSome(adapter, 2, [lab.queue, other]);
    const from = new Map(got.map((each) => [each.lease.taskId, each.lease.queue]));
    assert.deepEqual([from.get('in-a'), from.get('in-b')], [lab.queue, other]);
    allOk(await adapter.complete(got.map((each) => each.lease)), 2);
    await lab.nothing(adapter, [lab.queue, other]);
  },

  'queues that are not named give nothing': async (lab) => {
    const adapter = await lab.connect();
    const names = ['a', 'b', 'c'].map((label) => lab.queueNamed(label));
    for (const name of names) await lab.put(adapter, [lab.task({ id: name })], name);
    const [a = '', b = '', c = ''] = names;
    assert.deepEqual((await lab.drain(adapter, [a, c])).toSorted(), [a, c]);
    assert.deepEqual(await lab.drain(adapter, [b]), [b]);
  },

  'the same id in two queues is two tasks': async (lab) => {
    const adapter = await lab.connect();
    const other = lab.queueNamed('b');
    await lab.put(adapter, [lab.task({ id: 'same' })]);
    await lab.put(adapter, [lab.task({ id: 'same' })], other);
    allOk(await adapter.complete([(await lab.take(adapter)).lease]), 1);
    await lab.nothing(adapter);
    assert.equal((await lab.take(adapter, [other])).lease.queue, other);
  },

  'the queue named first is emptied first': {
    fit: asGiven,
    run: async (lab) => {
      const adapter = await lab.connect();
      const other = lab.queueNamed('b');
      const priority = lab.urgency(1);
      await lab.put(
        adapter,
        [lab.task({ id: 'b1', priority }), lab.task({ id: 'b2', priority })],
        other,
      );
      await lab.put(adapter, [lab.task({ id: 'a1' }), lab.task({ id: 'a2' })]);
      const got = idsOf(await lab.takeSome(adapter, 3, [lab.queue, other]));
      assert.deepEqual(got.slice(0, 2).toSorted(), ['a1', 'a2']);
      assert.equal((await lab.drain(adapter, [other, lab.queue])).length, 1);
    },
  },

  'the most urgent task of all queues comes first': {
    fit: [byPriority, where((s) => s.ordering === 'exact', 'ordering is not exact')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const other = lab.queueNamed('b');
      await lab.put(adapter, [lab.task({ id: 'a1', priority: 9 }), lab.task({ id: 'a3' })]);
      await lab.put(
        adapter,
        [lab.task({ id: 'b0', priority: 1 }), lab.task({ id: 'b2', priority: 99 })],
        other,
      );
      const ids = await lab.drain(adapter, [lab.queue, other]);
      assert.deepEqual(ids, ['b0', 'a1', 'b2', 'a3']);
    },
  },

  'the first priority in any queue comes before the last one in another': {
    fit: [byPriority, where((s) => s.priorityLevels > 1, 'there is one priority')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const names = [lab.queue, lab.queueNamed('b')] as const;
      for (const [index, name] of names.entries()) {
        const [last, first] = [4_294_967_295, 0];
        await lab.put(adapter, [lab.task({ id: `last-${index}`, priority: last })], name);
        await lab.put(adapter, [lab.task({ id: `first-${index}`, priority: first })], name);
      }
      const ids = await lab.drain(adapter, names);
      assert.deepEqual(ids.slice(0, 2).toSorted(), ['first-0', 'first-1']);
      assert.deepEqual(ids.slice(2).toSorted(), ['last-0', 'last-1']);
    },
  },

  'an empty queue does not stand in the way of a full one': async (lab) => {
    const adapter = await lab.connect();
    const other = lab.queueNamed('b');
    await lab.put(adapter, [lab.task({ id: 'only' })], other);
    assert.equal((await lab.take(adapter, [lab.queue, other])).lease.taskId, 'only');
    await lab.put(adapter, [lab.task({ id: 'next' })], other);
    assert.equal((await lab.take(adapter, [other, lab.queue])).lease.taskId, 'next');
  },
});
