import { memory } from '@jq/core';
import { ManualClock } from '@jq/core/testing';
import { expect, it } from 'vitest';

import { RunningTask } from '../../src/worker/running-task.js';
import { Settler } from '../../src/worker/settler.js';
import { WorkerContext } from '../../src/worker/worker-context.js';
import { faulty } from '../faulty.js';

async function setUp() {
  const clock = new ManualClock();
  const inner = memory({ clock });
  await inner.put('q', [{ id: 'x', body: new Uint8Array(), priority: 0, delayMs: 0, ttrMs: 1000 }]);
  const [reservation] = await inner.reserve(['q'], { max: 1, waitMs: 0 });
  if (reservation === undefined) throw new Error('nothing reserved');
  const sent: string[] = [];
  const adapter = faulty(inner, {
    complete: async (leases) => leases.map(() => void sent.push('complete')),
    hold: async (leases) => leases.map(() => void sent.push('hold')),
  });
  const context = new WorkerContext('w', adapter, clock, Math.random);
  return {
    clock,
    sent,
    context,
    settler: new Settler(context),
    task: new RunningTask(reservation),
  };
}

it('takes one outcome for a delivery, the first', async () => {
  const { clock, sent, settler, task } = await setUp();
  settler.settle(task, { verb: 'complete' });
  settler.settle(task, { verb: 'hold', reason: 'no' });
  await clock.advance(0);
  settler.settle(task, { verb: 'hold', reason: 'no' });
  await clock.advance(0);
  expect(sent).toEqual(['complete']);
});

it('sends nothing after stop, and counts what is open as lost', async () => {
  const { clock, sent, settler, context, task } = await setUp();
  settler.settle(task, { verb: 'complete' });
  settler.stop();
  await clock.advance(0);
  expect(sent).toEqual([]);
  expect(context.life.report('stopped')).toMatchObject({ completed: 0, lost: 1 });
});
