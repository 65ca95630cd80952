import assert from 'node:assert/strict';

import type { TaskState, TaskView } from '@jq/core/adapter';

import { type Check, type CheckBody, checks, needs, where } from '../check.js';
import { allOk, refuses } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

const shows = (state: TaskState) =>
  where((s) => s.peek.includes(state), `peek does not show ${state} tasks`);
const exact = where((s) => s.ordering === 'exact', 'ordering is not exact');

const ids = (views: readonly TaskView[]): string[] => views.map((view) => view.id);

/** One task in the given state. */
async function one(lab: Lab, adapter: Connection, state: TaskState): Promise<void> {
  await lab.put(adapter, [lab.task({ id: state, delayMs: state === 'delayed' ? lab.longMs : 0 })]);
  if (state !== 'reserved' && state !== 'held') return;
  const { lease } = await lab.take(adapter);
  if (state === 'held') allOk(await adapter.hold([lease]), 1);
}

const perState: Record<string, CheckBody> = {};
for (const state of ['ready', 'delayed', 'reserved', 'held'] as const)
  perState[`peek shows ${state} tasks, and only those`] = {
    fit: [
      shows(state),
      needs(...(state === 'delayed' ? (['DELAY'] as const) : [])),
      needs(...(state === 'held' ? (['HOLD'] as const) : [])),
    ],
    run: async (lab) => {
      const adapter = await lab.connect();
      await one(lab, adapter, state);
      for (const asked of lab.supports.peek) {
        const views = await adapter.peek(lab.queue, asked, 10);
        assert.deepEqual(ids(views), asked === state ? [state] : []);
      }
      const [view] = await adapter.peek(lab.queue, state, 1);
      assert.equal(view?.state, state);
      assert.equal(view?.priority ?? 512, 512);
      assert.equal(view?.ttrMs ?? lab.longMs, lab.longMs);
      if (view?.timeLeftMs !== undefined)
        assert.ok(view.timeLeftMs > 0 && view.timeLeftMs <= lab.longMs + lab.supports.timeStepMs);
    },
  };

export const peek: readonly Check[] = checks('PEEK', {
  ...perState,

  'an unknown queue shows nothing': async (lab) => {
    const adapter = await lab.connect();
    for (const state of lab.supports.peek)
      assert.deepEqual(await adapter.peek(lab.queue, state, 5), []);
  },

  'ready tasks are shown in the order they will come, at most max': {
    fit: [shows('ready'), exact],
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [
        lab.task({ id: 'c' }),
        lab.task({ id: 'a', priority: 1 }),
        lab.task({ id: 'd' }),
      ]);
      await lab.put(adapter, [lab.task({ id: 'b', priority: 1 })]);
      assert.deepEqual(ids(await adapter.peek(lab.queue, 'ready', 3)), ['a', 'b', 'c']);
      assert.deepEqual(ids(await adapter.peek(lab.queue, 'ready', 9)), ['a', 'b', 'c', 'd']);
      assert.deepEqual(await lab.drain(adapter), ['a', 'b', 'c', 'd']);
    },
  },

  'delayed tasks are shown by when they are due': {
    fit: [shows('delayed'), needs('DELAY')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const far = Math.min(lab.supports.maxDelayMs, 10 * lab.longMs);
      await lab.put(adapter, [
        lab.task({ id: 'last', delayMs: far, priority: lab.urgency(0) }),
        lab.task({ id: 'first', delayMs: Math.floor(far / 3) }),
        lab.task({ id: 'second', delayMs: Math.floor(far / 2) }),
      ]);
      const views = await adapter.peek(lab.queue, 'delayed', 9);
      assert.deepEqual(ids(views), ['first', 'second', 'last']);
    },
  },

  'held tasks are shown by when they were held': {
    fit: [shows('held'), needs('HOLD')],
    run: async (lab) => {
      const adapter = await lab.connect();
      for (const id of ['c', 'a', 'b']) {
        await lab.put(adapter, [lab.task({ id })]);
        allOk(await adapter.hold([(await lab.take(adapter)).lease]), 1);
      }
      assert.deepEqual(ids(await adapter.peek(lab.queue, 'held', 2)), ['c', 'a']);
    },
  },

  'peeking changes nothing': async (lab) => {
    const [watcher, worker] = [await lab.connect(), await lab.connect()];
    await lab.put(worker, [lab.task({ id: 'a' }), lab.task({ id: 'b' })]);
    const got = await lab.take(worker);
    for (const state of lab.supports.peek) await watcher.peek(lab.queue, state, 9);
    await watcher.close();
    lab.alive(got);
    allOk(await worker.complete([got.lease]), 1);
    assert.equal((await lab.drain(worker)).length, 1);
  },

  'a state that peek cannot show is refused': {
    fit: where((s) => s.peek.length < 4, 'peek shows every state'),
    run: async (lab) => {
      const adapter = await lab.connect();
      for (const state of ['ready', 'delayed', 'reserved', 'held'] as const)
        if (!lab.supports.peek.includes(state))
          await refuses(adapter, 'peek', [lab.queue, state, 1], 'unsupported');
    },
  },
});
