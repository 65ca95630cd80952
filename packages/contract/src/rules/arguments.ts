import assert from 'node:assert/strict';

import type { NewTask } from '@jq/core/adapter';

import { type Check, type CheckBody, checks, needs } from '../check.js';
import { allOk, outcomes, refuses, rejects } from '../expectations.js';
import type { Lab } from '../lab.js';

const badNumbers = [-1, 1.5, NaN, Infinity, -Infinity, '5' as unknown as number];

/** Tasks that no adapter may take, by what is wrong with them. */
const badTasks: Record<string, (lab: Lab) => Partial<NewTask>[]> = {
  'a bad priority': () => [...badNumbers, 2 ** 32].map((priority) => ({ priority })),
  'a bad delay': (lab) =>
    [...badNumbers, lab.supports.maxDelayMs + 1].map((delayMs) => ({ delayMs })),
  'a bad ttr': (lab) =>
    [...badNumbers, 0, lab.supports.minTtrMs - 1, lab.supports.maxTtrMs + 1].map((ttrMs) => ({
      ttrMs,
    })),
  'a bad id': () =>
    ['', ' ', 'a b', 'é', 'x'.repeat(64), 'a\n', 7 as unknown as string].map((id) => ({ id })),
  'a bad body': () =>
    ['text', undefined, null, {}, [1, 2]].map((body) => ({ body: body as unknown as Uint8Array })),
};

const perTask: Record<string, CheckBody> = {};
for (const [what, make] of Object.entries(badTasks))
  perTask[`a task with ${what} is refused alone`] = async (lab) => {
    const adapter = await lab.connect();
    for (const bad of make(lab)) {
      const good = [lab.task(), lab.task()] as const;
      const results = await adapter.put(lab.queue, [good[0], { ...lab.task(), ...bad }, good[1]]);
      // With DELAY unsupported any delay is.
      const codes = outcomes(results).map((code) => (code === 'unsupported' ? 'invalid' : code));
      assert.deepEqual(codes, ['ok', 'invalid', 'ok'], `with ${String(Object.values(bad)[0])}`);
      assert.deepEqual(
        (await lab.drain(adapter)).toSorted(),
        good.map((task) => task.id).toSorted(),
      );
    }
  };

const badQueues = ['', ' ', '-x', '_x', 'a b', 'a/b', '../a', 'é', 'x'.repeat(76), 'a\0', 7];

export const badArguments: readonly Check[] = checks('ARGUMENTS', {
  ...perTask,

  'a bad queue name is refused': async (lab) => {
    const adapter = await lab.connect();
    for (const name of badQueues as string[]) {
      await rejects(adapter, 'put', [name, [lab.task()]], 'invalid');
      await rejects(adapter, 'reserve', [[name], { max: 1, waitMs: 0 }], 'invalid');
    }
  },

  'the longest queue name is taken': async (lab) => {
    const adapter = await lab.connect();
    const name = `${lab.queue}_`.padEnd(75, 'Z9-');
    await lab.put(adapter, [lab.task({ id: 'there' })], name);
    assert.deepEqual(await lab.drain(adapter, [name]), ['there']);
  },

  'a bad reserve is refused and takes nothing': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ id: 'there' })]);
    for (const max of [0, ...badNumbers])
      await rejects(adapter, 'reserve', [[lab.queue], { max, waitMs: 0 }], 'invalid');
    for (const waitMs of [...badNumbers, lab.supports.maxWaitMs + 1])
      await rejects(adapter, 'reserve', [[lab.queue], { max: 1, waitMs }], 'invalid');
    await rejects(adapter, 'reserve', [[], { max: 1, waitMs: 0 }], 'invalid');
    assert.deepEqual(await lab.drain(adapter), ['there']);
  },

  'a bad retry is refused and leaves its lease open': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task()]);
    const { lease } = await lab.take(adapter);
    for (const delayMs of [...badNumbers, lab.supports.maxDelayMs + 1])
      await refuses(adapter, 'retry', [[{ lease, delayMs }]], 'invalid', 'unsupported');
    for (const priority of [...badNumbers, 2 ** 32])
      await refuses(
        adapter,
        'retry',
        [[{ lease, delayMs: 0, priority }]],
        'invalid',
        'unsupported',
      );
    await lab.nothing(adapter);
    allOk(await adapter.complete([lease]), 1);
  },

  'a bad unhold is refused': {
    fit: needs('HOLD'),
    run: async (lab) => {
      const adapter = await lab.connect();
      for (const max of badNumbers)
        await rejects(adapter, 'unhold', [lab.queue, { max }], 'invalid');
      await rejects(adapter, 'unhold', ['not a name', { max: 1 }], 'invalid');
    },
  },

  'a bad pause is refused': {
    fit: needs('PAUSE'),
    run: async (lab) => {
      const adapter = await lab.connect();
      for (const forMs of [...badNumbers, lab.supports.maxDelayMs + 1])
        await rejects(adapter, 'pause', [lab.queue, forMs], 'invalid');
      await rejects(adapter, 'pause', ['not a name', 0], 'invalid');
      await lab.put(adapter, [lab.task()]);
      await lab.take(adapter);
    },
  },

  'a bad peek is refused': {
    fit: needs('PEEK'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const [state = 'ready'] = lab.supports.peek;
      for (const max of [0, ...badNumbers])
        await rejects(adapter, 'peek', [lab.queue, state, max], 'invalid');
      await rejects(adapter, 'peek', ['not a name', state, 1], 'invalid');
    },
  },

  'bad names are refused by every verb that takes a queue': async (lab) => {
    const adapter = await lab.connect();
    const { rules } = lab.supports;
    const bad = 'not a name';
    if (rules.STATS !== 'unsupported') await rejects(adapter, 'stats', [bad], 'invalid');
    if (rules.REMOVE !== 'unsupported') await rejects(adapter, 'remove', [bad, ['a']], 'invalid');
    if (rules.PURGE !== 'unsupported') await rejects(adapter, 'purge', [bad], 'invalid');
  },
});
