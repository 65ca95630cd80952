import assert from 'node:assert/strict';

import type { Reservation } from '@jq/core/adapter';

import { type Check, type CheckBody, checks, type Fit, needs } from '../check.js';
import { allOk, idsOf } from '../expectations.js';
import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';

/** Lets a worker wait, makes a task ready, and wants it long before the wait would end. */
async function wakes(
  lab: Lab,
  worker: Connection,
  make: () => Promise<unknown>,
  queues: readonly string[] = [lab.queue],
): Promise<void> {
  const waitMs = Math.min(lab.supports.maxWaitMs, 40 * lab.shortMs);
  const from = lab.now();
  let answered = from;
  const waiting = worker.reserve(queues, { max: 1, waitMs }).then((got) => {
    answered = lab.now();
    return got;
  });
  waiting.catch(() => undefined);
  await lab.wait(lab.shortMs / 10);
  await make();
  const got = await lab.settle(waiting);
  assert.equal(got.length, 1, `a wait of ${waitMs} ms missed the task that became ready meanwhile`);
  assert.ok(answered - from < waitMs / 2, `woke only after ${answered - from} of ${waitMs} ms`);
}

/** Ways for a task to become ready while somebody waits for it. */
const wakers: Record<
  string,
  { fit?: Fit; prepare: (lab: Lab, adapter: Connection) => Promise<() => Promise<unknown>> }
> = {
  'a put': {
    prepare: async (lab, adapter) => () => lab.put(adapter, [lab.task()]),
  },
  'a delay that ends': {
    fit: needs('DELAY'),
    prepare: async (lab, adapter) => {
      await lab.put(adapter, [lab.task({ delayMs: lab.shortMs })]);
      return async () => undefined;
    },
  },
  'a lease that lapses': {
    fit: needs('LAPSE'),
    prepare: async (lab, adapter) => {
      await lab.put(adapter, [lab.task({ ttrMs: lab.shortMs })]);
      await lab.take(adapter);
      return async () => undefined;
    },
  },
  'a retry': {
    prepare: async (lab, adapter) => {
      await lab.put(adapter, [lab.task()]);
      const { lease } = await lab.take(adapter);
      return () => adapter.retry([{ lease, delayMs: 0 }]);
    },
  },
  'an unhold': {
    fit: needs('HOLD'),
    prepare: async (lab, adapter) => {
      await lab.put(adapter, [lab.task()]);
      allOk(await adapter.hold([(await lab.take(adapter)).lease]), 1);
      return () => adapter.unhold(lab.queue, { max: 1 });
    },
  },
  'a worker that closes': {
    prepare: async (lab, adapter) => {
      await lab.put(adapter, [lab.task()]);
      await lab.take(adapter);
      return () => adapter.close();
    },
  },
  'a queue that is resumed': {
    fit: needs('PAUSE'),
    prepare: async (lab, adapter) => {
      await adapter.pause(lab.queue, lab.longMs);
      await lab.put(adapter, [lab.task()]);
      return () => adapter.pause(lab.queue, 0);
    },
  },
};

const waking: Record<string, CheckBody> = {};
for (const [what, { fit, prepare }] of Object.entries(wakers))
  waking[`${what} wakes a waiting reserve`] = {
    fit: fit ?? needs(),
    run: async (lab) => {
      const [worker, other] = [await lab.connect(), await lab.connect()];
      await wakes(lab, worker, await prepare(lab, other));
    },
  };

export const waitWakes: readonly Check[] = checks('WAIT', {
  ...waking,

  'a put on the same connection wakes a waiting reserve': async (lab) => {
    const adapter = await lab.connect();
    await wakes(lab, adapter, () => lab.put(adapter, [lab.task()]));
  },

  'a put wakes a reserve that waits on several queues': {
    fit: needs('QUEUES'),
    run: async (lab) => {
      const [worker, other] = [await lab.connect(), await lab.connect()];
      const queues = [lab.queue, lab.queueNamed('b'), lab.queueNamed('c')];
      await wakes(lab, worker, () => lab.put(other, [lab.task()], queues[2]), queues);
    },
  },

  'tasks wake as many waiting reserves as they can serve': async (lab) => {
    const workers = await Promise.all(Array.from({ length: 4 }, () => lab.connect()));
    const waitMs = Math.min(lab.supports.maxWaitMs, 40 * lab.shortMs);
    const from = lab.now();
    const waiting = Promise.all(
      workers.map((each) => each.reserve([lab.queue], { max: 1, waitMs })),
    );
    waiting.catch(() => undefined);
    await lab.wait(lab.shortMs / 10);
    await lab.put(await lab.connect(), [lab.task(), lab.task(), lab.task(), lab.task()]);
    const got = (await lab.settle(waiting)).flat();
    assert.equal(new Set(idsOf(got)).size, 4, `only ${got.length} of 4 waiting workers got a task`);
    assert.ok(lab.now() - from < waitMs / 2, `the last one woke only after ${lab.now() - from} ms`);
  },
});

export const wait: readonly Check[] = checks('WAIT', {
  'a wait for nothing ends with nothing, not before its time': async (lab) => {
    const adapter = await lab.connect();
    const from = lab.now();
    const waitMs = Math.min(lab.supports.maxWaitMs, lab.shortMs);
    const got = await lab.settle(adapter.reserve([lab.queue], { max: 1, waitMs }));
    assert.deepEqual(idsOf(got), []);
    const passed = Math.ceil(lab.now() - from);
    assert.ok(passed >= waitMs, `a wait of ${waitMs} ms ended after ${passed} ms`);
  },

  'waitMs 0 asks once': async (lab) => {
    const adapter = await lab.connect();
    const answer: { got?: readonly Reservation[] } = {};
    const asked = adapter.reserve([lab.queue], { max: 3, waitMs: 0 }).then((got) => {
      answer.got = got;
    });
    asked.catch(() => undefined);
    await lab.until('an answer to waitMs 0', async () => answer.got !== undefined);
    await asked;
    assert.deepEqual(answer.got, []);
  },

  'reserve returns what it has without waiting for more': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(adapter, [lab.task(), lab.task()]);
    const from = lab.now();
    const waitMs = Math.min(lab.supports.maxWaitMs, 40 * lab.shortMs);
    const got = await lab.settle(adapter.reserve([lab.queue], { max: 10, waitMs }));
    assert.ok(got.length >= 1 && got.length <= 2, `got ${got.length} of 2 tasks`);
    assert.ok(lab.now() - from < waitMs / 2, 'reserve waited for more than it had');
  },

  'reserve gives no more than max': async (lab) => {
    const adapter = await lab.connect();
    await lab.put(
      adapter,
      Array.from({ length: 5 }, () => lab.task()),
    );
    const got = await lab.takeNow(adapter, 3);
    assert.ok(got.length <= 3, `wanted 3 at most, got ${got.length}`);
    await lab.takeSome(adapter, 5 - got.length);
  },

  'a wait that ended takes nothing afterwards': async (lab) => {
    const [gone, other] = [await lab.connect(), await lab.connect()];
    const waitMs = Math.min(lab.supports.maxWaitMs, Math.ceil(lab.shortMs / 4));
    assert.deepEqual(await lab.settle(gone.reserve([lab.queue], { max: 1, waitMs })), []);
    await lab.put(other, [lab.task()]);
    await lab.take(other);
  },
});
