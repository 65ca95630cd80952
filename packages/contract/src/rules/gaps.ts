import assert from 'node:assert/strict';

import type { Adapter, Lease, Rule } from '@jq/core/adapter';

import { type Check, type CheckBody, checks, gap, needs } from '../check.js';
import { allOk, itemsFail, outcomes, rejects } from '../expectations.js';
import type { Lab } from '../lab.js';

type Attempt = (adapter: Adapter, lab: Lab, lease: Lease) => Promise<unknown> | undefined;

/** Verbs of rules that may be missing; a missing method is the plainest refusal. */
const attempts: Partial<Record<Rule, readonly Attempt[]>> = {
  TOUCH: [(adapter, _lab, lease) => adapter.touch?.([lease])],
  HOLD: [
    (adapter, _lab, lease) => adapter.hold?.([lease]),
    (adapter, lab) => adapter.unhold?.(lab.queue, { max: 1 }),
  ],
  PEEK: [(adapter, lab) => adapter.peek?.(lab.queue, 'ready', 1)],
  REMOVE: [(adapter, lab) => adapter.remove?.(lab.queue, ['a'])],
  PURGE: [(adapter, lab) => adapter.purge?.(lab.queue)],
  PAUSE: [(adapter, lab) => adapter.pause?.(lab.queue, lab.shortMs)],
  STATS: [(adapter, lab) => adapter.stats?.(lab.queue)],
};

const refused: Record<string, CheckBody> = {};
for (const [rule, tries] of Object.entries(attempts))
  refused[`${rule}, declared unsupported, is refused and changes nothing`] = {
    fit: gap(rule as Rule),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a' })]);
      const { lease } = await lab.take(adapter);
      for (const attempt of tries) {
        const call = attempt(adapter, lab, lease);
        if (call !== undefined)
          await itemsFail(`${rule}, declared unsupported`, call, 'unsupported');
      }
      allOk(await adapter.retry([{ lease, delayMs: 0 }]), 1);
      assert.deepEqual(await lab.drain(adapter), ['a']);
    },
  };

export const gaps: readonly Check[] = checks('MANIFEST', {
  ...refused,

  'DELAY, declared unsupported, is refused at put and at retry': {
    fit: gap('DELAY'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const batch = [lab.task({ id: 'a' }), lab.task({ id: 'b', delayMs: 1 })];
      assert.deepEqual(outcomes(await adapter.put(lab.queue, batch)), ['ok', 'unsupported']);
      const { lease } = await lab.take(adapter);
      assert.deepEqual(outcomes(await adapter.retry([{ lease, delayMs: 1 }])), ['unsupported']);
      allOk(await adapter.complete([lease]), 1);
      await lab.nothing(adapter);
    },
  },

  'ORDER, declared unsupported, refuses every priority but 512': {
    fit: gap('ORDER'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const batch = [lab.task({ id: 'a' }), lab.task({ id: 'b', priority: 0 })];
      assert.deepEqual(outcomes(await adapter.put(lab.queue, batch)), ['ok', 'unsupported']);
      const { lease } = await lab.take(adapter);
      const retried = await adapter.retry([{ lease, delayMs: 0, priority: 0 }]);
      assert.deepEqual(outcomes(retried), ['unsupported']);
      allOk(await adapter.complete([lease]), 1);
      await lab.nothing(adapter);
    },
  },

  'QUEUES, declared unsupported, refuses a reserve on several': {
    fit: gap('QUEUES'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'a' })]);
      const names = [lab.queue, lab.queueNamed('b')];
      await rejects(adapter, 'reserve', [names, { max: 1, waitMs: 0 }], 'unsupported');
      assert.deepEqual(await lab.drain(adapter), ['a']);
    },
  },

  'a task put twice is refused or is two tasks where puts are not idempotent': {
    fit: [
      needs('DURABLE-PUT'),
      ({ supports }) => (supports.idempotentPut ? 'puts are idempotent' : undefined),
    ],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'twice' })]);
      const again = outcomes(await adapter.put(lab.queue, [lab.task({ id: 'twice' })]));
      const came = await lab.drain(adapter);
      assert.ok(came.length === 1 || came.length === 2, `came ${came.length} times`);
      if (again[0] !== 'ok') assert.equal(came.length, 1, 'a refused put must not come');
    },
  },
});
