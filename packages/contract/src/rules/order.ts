import assert from 'node:assert/strict';

import type { Lease, NewTask, Results } from '@jq/core/adapter';

import { type Check, checks, needs, where } from '../check.js';
import { allOk, idsOf } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

const FIRST = 0;
const LAST = 4_294_967_295;
/** Also where tables of bands end, here and elsewhere. */
const SAMPLES = [FIRST, 1, 340, 341, 512, 682, 683, 1023, 1024, 65_535, 65_536, 2 ** 31, LAST];

const three = where(
  (supports) => supports.priorityLevels >= 3,
  'fewer than 3 priorities are told apart',
);
const exact = where((supports) => supports.ordering === 'exact', 'ordering is not exact');

/** Of each priority: within a band, a few may come right by chance. */
const MANY = 4;

/** Tasks whose ids tell the priority by which they shall come. */
function several(lab: Lab, priority: number): NewTask[] {
  return Array.from({ length: MANY }, (_, index) =>
    lab.task({ id: `${priority}-${index}`, priority }),
  );
}

function urgencyIn(id: string): number {
  return Number(id.split('-')[0]);
}

/** What comes is in the order that the ids tell. */
async function inOrder(lab: Lab, adapter: Connection): Promise<void> {
  // A band that was found empty need not be looked at again in the same moment.
  if (lab.supports.ordering !== 'exact') await lab.wait(lab.shortMs);
  const came = (await lab.drain(adapter)).map(urgencyIn);
  assert.equal(came.length, 3 * MANY);
  assert.deepEqual(
    came,
    came.toSorted((a, b) => a - b),
  );
}

/**
 * As many as there are, by short looks: a wait may leave a request under way, which takes what
 * comes next out of turn.
 */
async function leasesOf(lab: Lab, adapter: Connection, count: number): Promise<Lease[]> {
  const leases: Lease[] = [];
  await lab.until(`${count} tasks`, async () => {
    const got = await lab.takeNow(adapter, count - leases.length);
    leases.push(...got.map(({ lease }) => lease));
    return leases.length === count;
  });
  return leases;
}

/** The first and the last are taken and settled, while those of the default priority come in. */
async function putAside(
  lab: Lab,
  adapter: Connection,
  settle: (leases: readonly Lease[]) => Promise<Results>,
): Promise<void> {
  await lab.put(adapter, [...several(lab, LAST), ...several(lab, FIRST)]);
  const leases = await leasesOf(lab, adapter, 2 * MANY);
  await lab.put(adapter, several(lab, 512));
  allOk(await settle(leases), leases.length);
}

export const order: readonly Check[] = checks('ORDER', {
  'the lowest priority number comes first': async (lab) => {
    const adapter = await lab.connect();
    const [last, first] = [lab.task({ priority: 4_294_967_295 }), lab.task({ priority: 0 })];
    await lab.put(adapter, [last]);
    await lab.put(adapter, [first]);
    assert.deepEqual(await lab.drain(adapter), [first.id, last.id]);
  },

  'every priority has its place: none is refused or lost': async (lab) => {
    const adapter = await lab.connect();
    const tasks = SAMPLES.map((priority) => lab.task({ priority }));
    await lab.put(adapter, tasks);
    const ids = idsOf(await lab.takeSome(adapter, tasks.length));
    assert.deepEqual(ids.toSorted(), tasks.map((task) => task.id).toSorted());
  },

  'the first, the default and the last priority are told apart': {
    fit: three,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [...several(lab, LAST), ...several(lab, 512), ...several(lab, FIRST)]);
      await inOrder(lab, adapter);
    },
  },

  'a retry with the first or the last priority moves the task': {
    fit: three,
    run: async (lab) => {
      const adapter = await lab.connect();
      const tasks = [LAST, FIRST].flatMap((to) => several(lab, to));
      await lab.put(
        adapter,
        tasks.map((task) => ({ ...task, priority: 512 })),
      );
      const leases = await leasesOf(lab, adapter, tasks.length);
      await lab.put(adapter, several(lab, 512));
      const retries = leases.map((lease) => ({
        lease,
        delayMs: 0,
        priority: urgencyIn(lease.taskId),
      }));
      allOk(await adapter.retry(retries), retries.length);
      await inOrder(lab, adapter);
    },
  },

  'a retried task keeps its priority': {
    fit: three,
    run: async (lab) => {
      const adapter = await lab.connect();
      await putAside(lab, adapter, (leases) =>
        adapter.retry(leases.map((lease) => ({ lease, delayMs: 0 }))),
      );
      await inOrder(lab, adapter);
    },
  },

  'a held task keeps its priority': {
    fit: [three, needs('HOLD')],
    run: async (lab) => {
      const adapter = await lab.connect();
      await putAside(lab, adapter, (leases) => adapter.hold(leases));
      await adapter.unhold(lab.queue, { max: 2 * MANY });
      await inOrder(lab, adapter);
    },
  },

  'neighbouring priorities are told apart over the whole range': {
    fit: exact,
    run: async (lab) => {
      const adapter = await lab.connect();
      const priorities = [
        4_294_967_295, 513, 0, 2_147_483_648, 1, 512, 4_294_967_294, 2_147_483_647,
      ];
      const tasks = priorities.map((priority) => lab.task({ id: `p${priority}`, priority }));
      await lab.put(adapter, tasks);
      const sorted = priorities.toSorted((a, b) => a - b).map((priority) => `p${priority}`);
      assert.deepEqual(idsOf(await lab.takeSome(adapter, tasks.length)), sorted);
    },
  },

  'equal priorities come first in, first out, over batches and connections': {
    fit: exact,
    run: async (lab) => {
      const [one, two] = [await lab.connect(), await lab.connect()];
      const tasks = Array.from({ length: 12 }, () => lab.task());
      await lab.put(one, tasks.slice(0, 5));
      await lab.put(two, tasks.slice(5, 6));
      await lab.put(one, tasks.slice(6, 7));
      await lab.put(two, tasks.slice(7));
      assert.deepEqual(
        await lab.drain(one),
        tasks.map((task) => task.id),
      );
    },
  },

  'a batch comes in order, and so does what is left': {
    fit: exact,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [
        lab.task({ id: 'c', priority: 3 }),
        lab.task({ id: 'a', priority: 1 }),
        lab.task({ id: 'd', priority: 3 }),
        lab.task({ id: 'b', priority: 2 }),
      ]);
      assert.deepEqual(idsOf(await lab.takeSome(adapter, 3)), ['a', 'b', 'c']);
      await lab.put(adapter, [
        lab.task({ id: 'e', priority: 3 }),
        lab.task({ id: 'f', priority: 2 }),
      ]);
      assert.deepEqual(await lab.drain(adapter), ['f', 'd', 'e']);
    },
  },

  'a retried task keeps its priority and its place': {
    fit: exact,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a' }), lab.task({ id: 'b' })]);
      const got = await lab.take(adapter);
      await lab.put(adapter, [
        lab.task({ id: 'c', priority: 511 }),
        lab.task({ id: 'd', priority: 513 }),
      ]);
      allOk(await adapter.retry([{ lease: got.lease, delayMs: 0 }]), 1);
      assert.deepEqual(await lab.drain(adapter), ['c', 'a', 'b', 'd']);
    },
  },

  'a retry with a priority moves the task': {
    fit: exact,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a' }), lab.task({ id: 'b' }), lab.task({ id: 'c' })]);
      const [a, b] = await lab.takeSome(adapter, 2);
      const retries = [
        { lease: a.lease, delayMs: 0, priority: 600 },
        { lease: b.lease, delayMs: 0, priority: 0 },
      ];
      allOk(await adapter.retry(retries), 2);
      assert.deepEqual(await lab.drain(adapter), ['b', 'c', 'a']);
    },
  },

  'a task whose lease lapsed is at its old place': {
    fit: [exact, needs('LAPSE')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const tasks = ['a', 'b', 'c'].map((id) => lab.task({ id, ttrMs: lab.shortMs }));
      await lab.put(adapter, tasks);
      await lab.takeSome(adapter, 2);
      await lab.outlast();
      assert.equal((await lab.take(adapter)).lease.taskId, 'a');
    },
  },

  'a delayed task that was put first comes first among equals once due': {
    fit: [exact, needs('DELAY')],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'early', delayMs: lab.shortMs })]);
      await lab.put(adapter, [lab.task({ id: 'late' })]);
      await lab.outlast();
      assert.deepEqual(await lab.drain(adapter), ['early', 'late']);
    },
  },

  'an unheld task keeps its priority and its place': {
    fit: [exact, needs('HOLD')],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a' }), lab.task({ id: 'b', priority: 700 })]);
      const got = await lab.takeSome(adapter, 2);
      allOk(await adapter.hold(got.map((each) => each.lease)), 2);
      await lab.put(adapter, [lab.task({ id: 'c' }), lab.task({ id: 'd', priority: 700 })]);
      await adapter.unhold(lab.queue, { max: 2 });
      assert.deepEqual(await lab.drain(adapter), ['a', 'c', 'b', 'd']);
    },
  },
});
