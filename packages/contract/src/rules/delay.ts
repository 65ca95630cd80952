import assert from 'node:assert/strict';

import { type Check, checks, needs } from '../check.js';
import type { Lab } from '../lab.js';

async function notBefore(lab: Lab, delayMs: number): Promise<void> {
  const adapter = await lab.connect();
  const from = lab.now();
  await lab.put(adapter, [lab.task({ delayMs })]);
  await lab.take(adapter);
  // Whole milliseconds, as brokers count; the fraction is the difference between clocks.
  const passed = Math.ceil(lab.now() - from);
  assert.ok(passed >= delayMs, `a task with delay ${delayMs} ms came after ${passed} ms`);
}

export const delay: readonly Check[] = checks('DELAY', {
  'a delayed task is never early and comes by itself': (lab) => notBefore(lab, lab.shortMs),

  'a delay between two steps is rounded up': (lab) =>
    notBefore(lab, lab.shortMs + Math.ceil(lab.supports.timeStepMs / 3)),

  'the smallest delay is not dropped': (lab) => notBefore(lab, 1),

  'tasks without delay pass delayed ones': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [
      lab.task({ priority: lab.urgency(0), delayMs: lab.longMs }),
      lab.task({ id: 'now' }),
    ]);
    assert.equal((await lab.take(adapter)).lease.taskId, 'now');
    await lab.nothing(adapter);
  },

  'delayed tasks come when due, whatever order they were put in': async (lab) => {
    const adapter = await lab.connect();
    const step = Math.max(lab.shortMs / 2, 2 * lab.supports.timeStepMs);
    await lab.put(adapter, [
      lab.task({ id: 'third', delayMs: Math.ceil(3 * step) }),
      lab.task({ id: 'first', delayMs: Math.ceil(step) }),
      lab.task({ id: 'second', delayMs: Math.ceil(2 * step) }),
    ]);
    const came: string[] = [];
    for (let left = 3; left > 0; left -= 1) came.push((await lab.take(adapter)).lease.taskId);
    assert.deepEqual(came, ['first', 'second', 'third']);
  },

  'the longest delay is accepted and kept': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task({ delayMs: lab.supports.maxDelayMs })]);
    await lab.nothing(adapter);
    await lab.wait(lab.shortMs / 2);
    await lab.nothing(adapter);
  },

  'a task due while nobody asked is there when somebody does': {
    fit: needs('STATS'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ delayMs: lab.shortMs })]);
      await lab.outlast();
      await lab.until('counted as ready', async () => (await adapter.stats(lab.queue)).ready === 1);
      assert.equal((await lab.takeNow(adapter)).length, 1);
    },
  },
});
