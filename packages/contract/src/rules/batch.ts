import assert from 'node:assert/strict';

import type { Lease, Reservation } from '@jq/core/adapter';

import { type Check, checks, needs, where } from '../check.js';
import { allOk, idsOf, outcomes } from '../expectations.js';

const leaseOf = (id: string, among: readonly Reservation[]): Lease => {
  const found = among.find((each) => each.lease.taskId === id);
  assert.ok(found, `task ${id} did not come`);
  return found.lease;
};

export const batch: readonly Check[] = checks('BATCH', {
  'one bad task fails alone, at its index': async (lab) => {
    const adapter = await lab.connect();
    const results = await adapter.put(lab.queue, [
      lab.task({ id: 'a' }),
      lab.task({ id: 'bad', priority: -1 }),
      lab.task({ id: 'b' }),
      lab.task({ id: '' }),
    ]);
    assert.deepEqual(outcomes(results), ['ok', 'invalid', 'ok', 'invalid']);
    assert.deepEqual([results[0], results[2]], ['a', 'b']);
    assert.deepEqual((await lab.drain(adapter)).toSorted(), ['a', 'b']);
  },

  'empty batches do nothing': async (lab) => {
    const adapter = await lab.connect();
    assert.deepEqual(await adapter.put(lab.queue, []), []);
    assert.deepEqual(await adapter.complete([]), []);
    assert.deepEqual(await adapter.retry([]), []);
  },

  'results of complete match the leases by index': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(
      adapter,
      ['a', 'b', 'c'].map((id) => lab.task({ id })),
    );
    const got = await lab.takeSome(adapter, 3);
    allOk(await adapter.retry([{ lease: leaseOf('b', got), delayMs: 0 }]), 1);
    const leases = ['a', 'b', 'c'].map((id) => leaseOf(id, got));
    assert.deepEqual(outcomes(await adapter.complete(leases)), ['ok', 'already-settled', 'ok']);
    assert.deepEqual(await lab.drain(adapter), ['b']);
  },

  'one bad retry fails alone and leaves its lease open': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(
      adapter,
      ['a', 'b', 'c'].map((id) => lab.task({ id })),
    );
    const got = await lab.takeSome(adapter, 3);
    const results = await adapter.retry([
      { lease: leaseOf('a', got), delayMs: 0 },
      { lease: leaseOf('b', got), delayMs: -5 },
      { lease: leaseOf('c', got), delayMs: 0 },
    ]);
    assert.deepEqual(outcomes(results), ['ok', 'invalid', 'ok']);
    assert.deepEqual((await lab.drain(adapter)).toSorted(), ['a', 'c']);
    allOk(await adapter.complete([leaseOf('b', got)]), 1);
  },

  'one batch settles leases of several queues': async (lab) => {
    const adapter = await lab.connect();
    const other = lab.queueNamed('b');
    await lab.put(adapter, [lab.task({ id: 'a' }), lab.task({ id: 'c' })]);
    await lab.put(adapter, [lab.task({ id: 'b' }), lab.task({ id: 'd' })], other);
    const got = [...(await lab.takeSome(adapter, 2)), ...(await lab.takeSome(adapter, 2, [other]))];
    allOk(await adapter.complete([leaseOf('d', got), leaseOf('a', got)]), 2);
    const rest = ['b', 'c'].map((id) => ({ lease: leaseOf(id, got), delayMs: 0 }));
    allOk(await adapter.retry(rest), 2);
    assert.deepEqual(await lab.drain(adapter), ['c']);
    assert.deepEqual(await lab.drain(adapter, [other]), ['b']);
  },

  'one lost lease fails alone': {
    fit: [needs('LAPSE'), where((s) => !s.lateComplete, 'lateComplete is declared')],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [
        lab.task({ id: 'lost', ttrMs: lab.shortMs }),
        lab.task({ id: 'kept' }),
      ]);
      const got = await lab.takeSome(adapter, 2);
      await lab.outlast();
      const results = await adapter.complete([leaseOf('lost', got), leaseOf('kept', got)]);
      assert.deepEqual(outcomes(results), ['lease-lost', 'ok']);
      assert.deepEqual(idsOf(await lab.takeNow(adapter, 5)), ['lost']);
    },
  },

  'a batch longer than one request is split': {
    fit: where((s) => s.maxBatch <= 1000, 'maxBatch is over 1000'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const tasks = Array.from({ length: lab.supports.maxBatch * 2 + 1 }, () => lab.task());
      assert.deepEqual(
        await adapter.put(lab.queue, tasks),
        tasks.map((task) => task.id),
      );
      const got = await lab.takeSome(adapter, tasks.length);
      assert.equal(new Set(idsOf(got)).size, tasks.length);
      allOk(await adapter.complete(got.map((each) => each.lease)), tasks.length);
      await lab.nothing(adapter);
    },
  },

  'a batch of some hundred tasks goes in and comes out': async (lab) => {
    const adapter = await lab.connect();
    const tasks = Array.from({ length: 300 }, () => lab.task());
    await lab.put(adapter, tasks);
    const got = await lab.takeSome(adapter, tasks.length);
    assert.deepEqual(new Set(idsOf(got)), new Set(tasks.map((task) => task.id)));
    allOk(await adapter.complete(got.map((each) => each.lease)), tasks.length);
  },
});
