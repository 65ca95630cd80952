import assert from 'node:assert/strict';

import { JobQueueError, type Reservation } from '@jq/core/adapter';

import { type Check, checks } from '../check.js';
import { allOk, idsOf, rejects } from '../expectations.js';

export const abort: readonly Check[] = checks('ABORT', {
  'aborting ends a wait at once, with `aborted` or with nothing': async (lab) => {
    const adapter = await lab.connect();
    const controller = new AbortController();
    const waitMs = Math.min(lab.supports.maxWaitMs, 40 * lab.shortMs);
    const from = lab.now();
    const waiting = adapter
      .reserve([lab.queue], { max: 1, waitMs, signal: controller.signal })
      .catch((error: unknown) => {
        assert.ok(JobQueueError.is(error, 'aborted'), `expected \`aborted\`, got ${String(error)}`);
        return [];
      });
    await lab.wait(lab.shortMs / 10);
    controller.abort();
    assert.deepEqual(idsOf(await lab.settle(waiting)), []);
    assert.ok(lab.now() - from < waitMs / 2, 'the wait went on after its abort');
  },

  'a signal that has fired before lets nothing happen': async (lab) => {
    const adapter = await lab.connect();
    const options = { signal: AbortSignal.abort() };
    await rejects(adapter, 'put', [lab.queue, [lab.task()], options], 'aborted');
    await lab.put(adapter, [lab.task({ id: 'there' })]);
    await rejects(adapter, 'reserve', [[lab.queue], { max: 1, waitMs: 0, ...options }], 'aborted');
    assert.deepEqual(await lab.drain(adapter), ['there']);
  },

  'an abort refuses with the reason of its signal as `cause` of the error': async (lab) => {
    const adapter = await lab.connect();
    const reason = new Error('the caller has gone');
    const fired = { signal: AbortSignal.abort(reason) };
    await causedBy(reason, adapter.put(lab.queue, [lab.task()], fired));
    await causedBy(reason, adapter.reserve([lab.queue], { max: 1, waitMs: 0, ...fired }));
    const controller = new AbortController();
    const { signal } = controller;
    const waitMs = Math.min(lab.supports.maxWaitMs, 40 * lab.shortMs);
    const waiting = adapter.reserve([lab.queue], { max: 1, waitMs, signal });
    await lab.wait(lab.shortMs / 10);
    controller.abort(reason);
    const got = await lab.settle(waiting.catch((error: unknown) => error));
    // Nothing at all is an answer, too.
    if (!Array.isArray(got)) await causedBy(reason, Promise.reject(got));
  },

  'a task put around an abort is not stranded': async (lab) => {
    const [worker, other] = [await lab.connect(), await lab.connect()];
    const waitMs = Math.min(lab.supports.maxWaitMs, lab.longMs);
    for (let turn = 0; turn < 12; turn += 1) {
      const controller = new AbortController();
      const { signal } = controller;
      const waiting = worker.reserve([lab.queue], { max: 1, waitMs, signal }).catch(() => []);
      if (turn % 2 > 0) await lab.wait(Math.min(5, lab.shortMs / 10));
      // First the abort, or first the put, or a few steps of each other's work in between.
      if (turn % 3 === 0) controller.abort();
      const putting = lab.put(other, [lab.task()]);
      for (let tick = 0; tick < turn; tick += 1) await Promise.resolve();
      if (turn % 4 === 0) await putting;
      controller.abort();
      await putting;
      const got: readonly Reservation[] = await lab.settle(waiting);
      const holder = got.length > 0 ? worker : other;
      const { lease } = got[0] ?? (await lab.take(other));
      allOk(await holder.complete([lease]), 1);
    }
  },

  'aborting one wait leaves the others of its connection alone': async (lab) => {
    const [worker, other] = [await lab.connect(), await lab.connect()];
    const controller = new AbortController();
    const waitMs = Math.min(lab.supports.maxWaitMs, 40 * lab.shortMs);
    const stays = worker.reserve([lab.queue], { max: 1, waitMs });
    const goes = worker
      .reserve([lab.queueNamed('b')], { max: 1, waitMs, signal: controller.signal })
      .catch(() => []);
    await lab.wait(lab.shortMs / 10);
    controller.abort();
    assert.deepEqual(await lab.settle(goes), []);
    await lab.put(other, [lab.task()]);
    assert.equal((await lab.settle(stays)).length, 1);
  },

  'an abort after the answer changes nothing': async (lab) => {
    const adapter = await lab.connect();
    const controller = new AbortController();
    await lab.put(adapter, [lab.task()]);
    const options = { max: 1, waitMs: 0, signal: controller.signal };
    let got: readonly Reservation[] = [];
    await lab.until('a task', async () => {
      got = await adapter.reserve([lab.queue], options);
      return got.length > 0;
    });
    controller.abort();
    await lab.nothing(adapter);
    lab.alive(...got);
    allOk(await adapter.complete(got.map((each) => each.lease)), 1);
  },
});

/** The call fails with `aborted`, and a handler of its error finds why. */
async function causedBy(reason: Error, call: Promise<unknown>): Promise<void> {
  const error: unknown = await call.then(
    (answer) => assert.fail(`expected \`aborted\`, got ${String(answer)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(JobQueueError.is(error, 'aborted'), `expected \`aborted\`, got ${String(error)}`);
  assert.equal(error.cause, reason, '`cause` is not the reason of the signal');
}
