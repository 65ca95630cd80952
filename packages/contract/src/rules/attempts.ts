import assert from 'node:assert/strict';

import { type Check, checks, gap, needs, where } from '../check.js';
import { allOk } from '../expectations.js';

const counted = where(
  (supports) => supports.attempts === 'exact' || supports.attempts === 'since-restart',
  'attempts are not counted exactly',
);

const told = where((supports) => supports.attempts !== 'approximate', 'attempts are approximate');

export const attempts: readonly Check[] = checks('ATTEMPTS', {
  'the first delivery is attempt 1': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    assert.equal((await lab.take(adapter)).attempts, 1);
  },

  'every retry counts': {
    fit: told,
    run: async (lab) => {
      const [one, two] = [await lab.connect(), await lab.connect()];
      await lab.put(one, [lab.task()]);
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        const worker = attempt % 2 === 0 ? one : two;
        const got = await lab.take(worker);
        assert.equal(got.attempts, attempt);
        allOk(await worker.retry([{ lease: got.lease, delayMs: 0 }]), 1);
      }
    },
  },

  'a lapse counts': {
    fit: [counted, needs('LAPSE')],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
      assert.equal((await lab.take(adapter)).attempts, 1);
      assert.equal((await lab.take(adapter)).attempts, 2);
    },
  },

  'a hold keeps the count, and so does giving back': {
    fit: [counted, needs('HOLD')],
    run: async (lab) => {
      const [one, two] = [await lab.connect(), await lab.connect()];
      await lab.put(one, [lab.task()]);
      allOk(await one.hold([(await lab.take(one)).lease]), 1);
      await one.unhold(lab.queue, { max: 1 });
      assert.equal((await lab.take(one)).attempts, 2);
      await one.close();
      assert.equal((await lab.take(two)).attempts, 3);
    },
  },

  'each task has its own count': {
    fit: told,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'twice' })]);
      const { lease } = await lab.take(adapter);
      allOk(await adapter.retry([{ lease, delayMs: 0 }]), 1);
      await lab.put(adapter, [lab.task({ id: 'once' })]);
      const got = await lab.takeSome(adapter, 2);
      const count = new Map(got.map((each) => [each.lease.taskId, each.attempts]));
      assert.deepEqual([count.get('twice'), count.get('once')], [2, 1]);
    },
  },

  'peeking and looking at counts is no attempt': {
    fit: [counted, needs('PEEK', 'STATS')],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task()]);
      if (lab.supports.peek.includes('ready')) await adapter.peek(lab.queue, 'ready', 5);
      await adapter.stats(lab.queue);
      assert.equal((await lab.take(adapter)).attempts, 1);
    },
  },
});

export const attemptsGap: readonly Check[] = checks('MANIFEST', {
  'attempts are left out where they are not supported': {
    fit: gap('ATTEMPTS'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task()]);
      assert.equal((await lab.take(adapter)).attempts, undefined);
    },
  },
});
