import assert from 'node:assert/strict';

import { type Check, checks } from '../check.js';
import { allOk, idsOf } from '../expectations.js';

export const exclusive: readonly Check[] = checks('EXCLUSIVE', {
  'a leased task is given to nobody else': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await lab.put(holder, [lab.task()]);
    const got = await lab.take(holder);
    await lab.nothing(other);
    await lab.nothing(holder);
    lab.alive(got);
    allOk(await holder.complete([got.lease]), 1);
  },

  'of many that reach for one task, one gets it': async (lab) => {
    const workers = await Promise.all(Array.from({ length: 6 }, () => lab.connect()));
    await lab.put(await lab.connect(), [lab.task()]);
    const got = (await Promise.all(workers.map((each) => lab.takeNow(each)))).flat();
    if (got.length === 0) got.push(await lab.take(await lab.connect()));
    assert.equal(got.length, 1);
  },

  'several workers share the tasks, each task once': async (lab) => {
    const workers = await Promise.all(Array.from({ length: 4 }, () => lab.connect()));
    const tasks = Array.from({ length: 40 }, () => lab.task());
    await lab.put(await lab.connect(), tasks);
    const seen: string[] = [];
    const work = async (worker: (typeof workers)[number]): Promise<void> => {
      for (let misses = 0; seen.length < tasks.length && misses < 50;) {
        const got = await lab.takeNow(worker, 3);
        misses = got.length > 0 ? 0 : misses + 1;
        seen.push(...idsOf(got));
        allOk(await worker.complete(got.map((each) => each.lease)), got.length);
      }
    };
    await Promise.all(workers.map(work));
    assert.deepEqual(seen.toSorted(), tasks.map((task) => task.id).toSorted());
  },

  'a worker that waits does not get a task that is leased': async (lab) => {
    const [holder, other] = [await lab.connect(), await lab.connect()];
    await lab.put(holder, [lab.task()]);
    const got = await lab.take(holder);
    const waited = await lab.settle(
      other.reserve([lab.queue], { max: 1, waitMs: Math.min(lab.supports.maxWaitMs, lab.shortMs) }),
    );
    assert.deepEqual(idsOf(waited), []);
    lab.alive(got);
  },
});
