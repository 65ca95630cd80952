import assert from 'node:assert/strict';

import type { Adapter, QueueStats } from '@jq/core/adapter';

import { type Check, checks, needs } from '../check.js';
import { allOk } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

/** Counts become these: at once where they are exact. */
async function counts(lab: Lab, adapter: Connection, want: Partial<QueueStats>): Promise<void> {
  const expected = { ready: 0, delayed: 0, reserved: 0, held: 0, paused: false, ...want };
  if (lab.supports.exactCounts)
    return assert.deepEqual({ ...(await adapter.stats(lab.queue)) }, expected);
  await lab.until(`counts ${JSON.stringify(expected)}`, async () => {
    const found = await adapter.stats(lab.queue);
    return Object.entries(expected).every(
      ([key, value]) => found[key as keyof QueueStats] === value,
    );
  });
}

/**
 * As `counts`; where they are approximate, a task that waits may be counted as one that a worker
 * has.
 */
async function countsWaiting(
  lab: Lab,
  adapter: Connection,
  want: Partial<QueueStats>,
): Promise<void> {
  if (lab.supports.exactCounts) return counts(lab, adapter, want);
  const { ready = 0, delayed = 0, reserved = 0 } = want;
  await lab.until(`ready ${ready}, delayed and reserved ${delayed + reserved}`, async () => {
    const found = await adapter.stats(lab.queue);
    return found.ready === ready && found.delayed + found.reserved === delayed + reserved;
  });
}

/**
 * Of three delayed tasks one is due; whoever takes it finds no other, and both are counted as
 * delayed, if counts tell that.
 */
async function countsWhileAsking(lab: Lab, adapter: Connection): Promise<void> {
  await lab.take(adapter);
  await lab.until('two delayed, one reserved', async () => {
    await lab.nothing(adapter);
    const { ready, delayed, reserved } = await adapter.stats(lab.queue);
    if (!lab.supports.exactCounts) return ready === 0 && delayed + reserved === 3;
    return ready === 0 && delayed === 2 && reserved === 1;
  });
}

export const stats: readonly Check[] = checks('STATS', {
  'an unknown queue counts nothing': async (lab) => counts(lab, await lab.connect(), {}),

  'every state is counted, as any connection sees it': async (lab) => {
    const [one, two] = [await lab.connect(), await lab.connect()];
    await lab.put(one, [lab.task(), lab.task(), lab.task()]);
    await counts(lab, two, { ready: 3 });
    const [first, second] = await lab.takeSome(one, 2);
    await counts(lab, two, { ready: 1, reserved: 2 });
    lab.alive(first);
    allOk(await one.complete([first.lease]), 1);
    await counts(lab, two, { ready: 1, reserved: 1 });
    allOk(await one.retry([{ lease: second.lease, delayMs: 0 }]), 1);
    await counts(lab, two, { ready: 2 });
  },

  'delayed tasks are counted as delayed until they are due': {
    fit: needs('DELAY'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ delayMs: lab.longMs }), lab.task()]);
      const { lease } = await lab.take(adapter);
      await countsWaiting(lab, adapter, { delayed: 1, reserved: 1 });
      allOk(await adapter.retry([{ lease, delayMs: lab.longMs }]), 1);
      await countsWaiting(lab, adapter, { delayed: 2 });
      await lab.put(adapter, [lab.task({ delayMs: lab.shortMs })]);
      await lab.outlast();
      // Delays made in steps need somebody who asks for tasks.
      if (lab.emulates('DELAY')) return countsWhileAsking(lab, adapter);
      await lab.until('due', async () => (await adapter.stats(lab.queue)).ready === 1);
      await countsWaiting(lab, adapter, { delayed: 2, ready: 1 });
    },
  },

  'a lapsed lease is counted as ready': {
    fit: needs('LAPSE'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
      await lab.take(adapter);
      await lab.outlast();
      await lab.until('lapsed', async () => (await adapter.stats(lab.queue)).ready === 1);
      await counts(lab, adapter, { ready: 1 });
    },
  },

  'held tasks are counted as held': {
    fit: needs('HOLD'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task(), lab.task()]);
      const got = await lab.takeSome(adapter, 2);
      allOk(await adapter.hold(got.map((each) => each.lease)), 2);
      await counts(lab, adapter, { held: 2 });
      await adapter.unhold(lab.queue, { max: 1 });
      await counts(lab, adapter, { held: 1, ready: 1 });
    },
  },

  'a paused queue says so': {
    fit: needs('PAUSE'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await adapter.pause(lab.queue, lab.longMs);
      await counts(lab, adapter, { paused: true });
      await adapter.pause(lab.queue, 0);
      await counts(lab, adapter, {});
    },
  },

  'queues, where that verb is there, names queues that have or had tasks': async (lab) => {
    const adapter: Adapter = await lab.connect();
    const [used, emptied] = [lab.queueNamed('used'), lab.queueNamed('emptied')];
    const connection = await lab.connect();
    await lab.put(connection, [lab.task()], used);
    await lab.put(connection, [lab.task()], emptied);
    const names = await adapter.queues?.();
    if (names === undefined) return;
    assert.ok(names.includes(used) && names.includes(emptied), 'a queue with tasks is missing');
    assert.equal(new Set(names).size, names.length, 'a queue is named twice');
    assert.ok(!names.includes(lab.queueNamed('unknown')), 'a queue is named that nobody used');
  },

  'what is given back is counted as ready': async (lab) => {
    const [leaver, stayer] = [await lab.connect(), await lab.connect()];
    await lab.put(leaver, [lab.task()]);
    await lab.take(leaver);
    await leaver.close();
    await counts(lab, stayer, { ready: 1 });
  },
});
