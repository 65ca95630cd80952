import assert from 'node:assert/strict';

import { defineTask, Queue, Worker } from '@jq/core';

import { type Check, checks, needs } from '../check.js';
import { allOk, sameBytes } from '../expectations.js';

const strangers = ['', 'not json', '{"v":99}', '[]', 'null', '\u0000\u0001', '<xml/>'].map((each) =>
  new TextEncoder().encode(each),
);

export const foreign: readonly Check[] = checks('FOREIGN', {
  'bodies of other producers go through untouched': async (lab) => {
    const adapter = await lab.connect();
    const tasks = strangers.map((body) => lab.task({ body }));
    await lab.put(adapter, tasks);
    const got = await lab.takeSome(adapter, tasks.length);
    for (const { lease, body } of got)
      sameBytes(body, tasks.find((task) => task.id === lease.taskId)?.body ?? new Uint8Array());
  },

  'bodies of other producers can be held and freed': {
    fit: needs('HOLD'),
    run: async (lab) => {
      const adapter = await lab.connect();
      await lab.put(
        adapter,
        strangers.map((body) => lab.task({ body })),
      );
      const got = await lab.takeSome(adapter, strangers.length);
      allOk(await adapter.hold(got.map((each) => each.lease)), strangers.length);
      await lab.nothing(adapter);
      assert.equal(await adapter.unhold(lab.queue, { max: 99 }), strangers.length);
      await lab.takeSome(adapter, strangers.length);
    },
  },

  'a worker holds bodies of other producers and goes on with its own': {
    fit: needs('HOLD'),
    run: async (lab) => {
      const adapter = await lab.connect();
      const queue = new Queue(lab.queue, adapter);
      const greet = defineTask<string>('greet');
      await lab.put(
        adapter,
        strangers.map((body) => lab.task({ body })),
      );
      await queue.add(greet, 'Ada');
      const greeted: string[] = [];
      const handler = greet.handle(({ data }) => void greeted.push(data));
      const worker = new Worker(queue, [handler], {
        limits: { tasks: strangers.length + 1 },
        signals: [],
        ...(lab.space.clock === undefined ? {} : { clock: lab.space.clock }),
      });
      await lab.settle(worker.run());
      assert.deepEqual(greeted, ['Ada']);
      await lab.nothing(adapter);
      assert.equal(await adapter.unhold(lab.queue, { max: 99 }), strangers.length);
    },
  },
});
