import assert from 'node:assert/strict';

import { type Check, checks, needs, where } from '../check.js';
import { allOk, idsOf, sameBytes } from '../expectations.js';

const idempotent = where((supports) => supports.idempotentPut, 'idempotentPut is false');

export const durablePut: readonly Check[] = checks('DURABLE-PUT', {
  'an acknowledged task is there for another connection': async (lab) => {
    const producer = await lab.connect();
    const worker = await lab.connect();
    const task = lab.task();
    await lab.put(producer, [task]);
    const got = await lab.take(worker);
    assert.equal(got.lease.taskId, task.id);
    assert.equal(got.lease.queue, lab.queue);
    assert.equal(got.lease.ttrMs, task.ttrMs);
    sameBytes(got.body, task.body);
  },

  'put answers the ids it was given': async (lab) => {
    const adapter = await lab.connect();
    const tasks = [lab.task(), lab.task({ id: 'x'.repeat(63) }), lab.task({ id: '!~"\\/{}' })];
    assert.deepEqual(
      await adapter.put(lab.queue, tasks),
      tasks.map((task) => task.id),
    );
    assert.deepEqual(new Set(await lab.drain(adapter)), new Set(tasks.map((task) => task.id)));
  },

  'a producer that closes at once loses nothing': async (lab) => {
    const producer = await lab.connect();
    const worker = await lab.connect();
    await worker.open();
    await lab.put(producer, [lab.task(), lab.task()]);
    await producer.close();
    await lab.takeSome(worker, 2);
  },

  'puts of several connections at once all arrive, each once': async (lab) => {
    const producers = await Promise.all([lab.connect(), lab.connect(), lab.connect()]);
    const tasks = producers.map(() => [lab.task(), lab.task(), lab.task()]);
    await Promise.all(producers.map((each, index) => lab.put(each, tasks[index] ?? [])));
    const worker = await lab.connect();
    const got = idsOf(await lab.takeSome(worker, 9));
    assert.equal(new Set(got).size, 9);
    await lab.nothing(worker);
  },

  'putting a task again while it exists changes nothing and succeeds': {
    fit: idempotent,
    run: async (lab) => {
      const adapter = await lab.connect();
      const task = lab.task();
      const delayMs = lab.has('DELAY') ? lab.longMs : 0;
      const again = { ...task, body: new Uint8Array([7]), priority: lab.urgency(1), delayMs };
      await lab.put(adapter, [task]);
      assert.deepEqual(await adapter.put(lab.queue, [again, again]), [task.id, task.id]);
      const got = await lab.take(adapter);
      sameBytes(got.body, task.body);
      await lab.put(adapter, [again]);
      await lab.nothing(adapter);
      lab.alive(got);
      allOk(await adapter.complete([got.lease]), 1);
      await lab.nothing(adapter);
    },
  },

  'an id may be used again once its task is gone': {
    fit: idempotent,
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(adapter, [lab.task({ id: 'again' })]);
      assert.deepEqual(await lab.drain(adapter), ['again']);
      await lab.put(adapter, [lab.task({ id: 'again', body: new Uint8Array([9]) })]);
      const got = await lab.take(adapter);
      sameBytes(got.body, new Uint8Array([9]));
    },
  },

  'a held or delayed task is not put a second time': {
    fit: [idempotent, needs('HOLD', 'DELAY')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const held = lab.task();
      const delayed = lab.task({ delayMs: lab.longMs });
      await lab.put(adapter, [held]);
      allOk(await adapter.hold([(await lab.take(adapter)).lease]), 1);
      await lab.put(adapter, [delayed]);
      await lab.put(adapter, [held, { ...delayed, delayMs: 0 }]);
      await lab.nothing(adapter);
    },
  },
});
