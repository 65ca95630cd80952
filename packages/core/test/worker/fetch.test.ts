import { type Adapter, defineTask, JobQueueError } from '@jq/core';
import type { ReserveOptions } from '@jq/core/adapter';
import { describe, expect, it } from 'vitest';

import { declaring, faulty } from '../faulty.js';
import { gate, Stage } from './stage.js';

const job = defineTask('job');

/** The adapter with a look at each reserve. */
function watched(
  stage: Stage,
  asked: ReserveOptions[],
  fault: (count: number) => ReturnType<Adapter['reserve']> | undefined = () => undefined,
): Adapter {
  return faulty(stage.memory, {
    reserve: (queues, options) => {
      asked.push(options);
      return fault(asked.length) ?? stage.memory.reserve(queues, options);
    },
  });
}

describe('fetching', () => {
  it('asks for as many tasks as there are free slots', async () => {
    const stage = new Stage();
    const gates = Array.from({ length: 5 }, gate);
    const asked: ReserveOptions[] = [];
    let next = 0;
    const handler = job.handle(() => gates[next++]?.promise);
    await stage.queue.addAll(job, [undefined, undefined]);
    const worker = stage.worker([handler], { concurrency: 3 }, watched(stage, asked));
    void worker.run();
    await stage.clock.advance(0);
    await stage.queue.addAll(job, [undefined, undefined]);
    await stage.clock.advance(0);
    expect(asked.map((options) => options.max)).toEqual([3, 1]);
    gates[0]?.open();
    gates[1]?.open();
    await stage.clock.advance(0);
    expect(asked.map((options) => options.max)).toEqual([3, 1, 2, 1]);
    for (const each of gates) each.open();
    await worker.stop();
  });

  it('asks once for all slots that one tick sets free', async () => {
    const stage = new Stage();
    const asked: ReserveOptions[] = [];
    const steps = defineTask<number>('steps');
    const handler = steps.handle(async (task) => {
      for (let i = 0; i < task.data; i++) await Promise.resolve();
    });
    await stage.queue.addAll(steps, [10, 20, 30]);
    const worker = stage.worker([handler], { concurrency: 3 }, watched(stage, asked));
    void worker.run();
    await stage.clock.advance(0);
    expect(asked.map((options) => options.max)).toEqual([3, 3]);
    await worker.stop();
  });

  it('gives back what it was given too much', async () => {
    const stage = new Stage();
    const until = gate();
    await stage.queue.addAll(job, [undefined, undefined, undefined]);
    const greedy = faulty(stage.memory, {
      reserve: (queues, options) => stage.memory.reserve(queues, { ...options, max: 3 }),
    });
    const worker = stage.worker([job.handle(() => until.promise)], { concurrency: 1 }, greedy);
    void worker.run();
    await stage.clock.advance(0);
    expect(await stage.queue.stats()).toMatchObject({ reserved: 1, ready: 2 });
    until.open();
    await worker.stop();
  });

  it('waits at the broker no longer than that can, and well below the shortest ttr', async () => {
    const waits: number[] = [];
    const short = defineTask('short', { ttrMs: 5000 });
    for (const [maxWaitMs, handler] of [
      [60_000, job],
      [9000, job],
      [60_000, short],
    ] as const) {
      const stage = new Stage();
      const asked: ReserveOptions[] = [];
      const adapter = declaring(watched(stage, asked), { maxWaitMs });
      const worker = stage.worker([handler.handle(() => 1)], {}, adapter);
      void worker.run();
      await stage.clock.advance(0);
      waits.push(asked[0]?.waitMs ?? -1);
      await worker.stop();
    }
    expect(waits).toEqual([20_000, 9000, 2500]);
  });

  it('asks a broker that cannot wait at growing intervals', async () => {
    const stage = new Stage();
    const asked: number[] = [];
    const adapter = faulty(declaring(stage.memory, { maxWaitMs: 0 }), {
      reserve: (queues, options) => {
        asked.push(stage.clock.monotonic());
        return stage.memory.reserve(queues, options);
      },
    });
    const worker = stage.worker([job.handle(() => 1)], {}, adapter);
    void worker.run();
    await stage.clock.advance(3000);
    expect(asked).toEqual([0, 75, 225, 525, 1125, 1875, 2625]);
    await stage.queue.add(job);
    await stage.clock.advance(375);
    expect(stage.events('task.executed')).toHaveLength(1);
    await stage.clock.advance(75);
    expect(asked.slice(7)).toEqual([3375, 3375, 3450]);
    await worker.stop();
  });
});

describe('a reserve that fails', () => {
  it('is reported and repeated after growing pauses', async () => {
    const stage = new Stage();
    const asked: ReserveOptions[] = [];
    const at: number[] = [];
    const adapter = watched(stage, asked, (count) => {
      at.push(stage.clock.monotonic());
      return count <= 4 ? Promise.reject(new Error('broker restarting')) : undefined;
    });
    const worker = stage.worker([job.handle(() => 1)], {}, adapter);
    void worker.run();
    await stage.clock.advance(1124);
    expect(at).toEqual([0, 75, 225, 525]);
    expect(stage.events('error')).toMatchObject(
      at.map(() => ({
        worker: 'w',
        error: { code: 'unexpected', message: 'reserve: broker restarting' },
      })),
    );
    await stage.queue.add(job);
    await stage.clock.advance(1);
    expect(await worker.stop()).toMatchObject({ completed: 1 });
  });

  it('synchronously is treated the same', async () => {
    const stage = new Stage();
    const adapter = watched(stage, [], (count) => {
      if (count === 1) throw new Error('sync');
      return undefined;
    });
    await stage.queue.add(job);
    const worker = stage.worker([job.handle(() => 1)], {}, adapter);
    void worker.run();
    await stage.clock.advance(100);
    expect(stage.events('error')).toHaveLength(1);
    expect(await worker.stop()).toMatchObject({ completed: 1 });
  });

  it('never answering is given up, and what comes later is given back', async () => {
    const stage = new Stage();
    let late: (() => void) | undefined;
    const asked: ReserveOptions[] = [];
    const adapter = watched(stage, asked, (count) =>
      count === 2
        ? new Promise(() => undefined)
        : count === 1
          ? new Promise((resolve, reject) => {
              late = () => {
                stage.memory.reserve(['q'], { max: 1, waitMs: 0 }).then(resolve, reject);
              };
            })
          : undefined,
    );
    const worker = stage.worker([job.handle(() => 1)], {}, adapter);
    void worker.run();
    await stage.clock.advance(34_999);
    expect(asked).toHaveLength(1);
    await stage.clock.advance(1);
    expect(stage.events('error')).toMatchObject([{ error: { code: 'unavailable' } }]);
    expect(asked[0]?.signal?.aborted).toBe(true);
    await stage.clock.advance(100);
    expect(asked).toHaveLength(2);
    await stage.queue.add(job, undefined, { id: 'x' });
    late?.();
    await stage.clock.advance(0);
    expect(await stage.queue.stats()).toMatchObject({ ready: 1, reserved: 0 });
    expect(await stage.queue.peek('ready')).toMatchObject([{ id: 'x', attempts: 1 }]);
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    expect(await stopped).toMatchObject({ completed: 0, released: 1 });
  });

  it.each(['invalid', 'unsupported', 'closed'] as const)(
    'with %s, before any answer, ends the worker',
    async (code) => {
      const stage = new Stage();
      const error = new JobQueueError(code, 'never');
      const adapter = watched(stage, [], () => Promise.reject(error));
      const worker = stage.worker([job.handle(() => 1)], {}, adapter);
      await expect(worker.run()).rejects.toBe(error);
      expect(stage.names()).toEqual(['worker.start']);
      expect(stage.clock.pending).toBe(0);
    },
  );

  it('with closed ends the worker whenever it comes, after what runs', async () => {
    const stage = new Stage();
    const until = gate();
    const error = new JobQueueError('closed', 'never');
    const adapter = watched(stage, [], (count) => (count > 1 ? Promise.reject(error) : undefined));
    await stage.queue.add(job);
    const worker = stage.worker([job.handle(() => until.promise)], {}, adapter);
    const run = worker.run().catch((reason: unknown) => reason);
    await stage.clock.advance(0);
    until.open();
    expect(await run).toBe(error);
    expect(stage.events('task.executed')).toHaveLength(1);
  });

  it.each(['invalid', 'unsupported'] as const)(
    'with %s, after an answer, is told, and the worker goes on',
    async (code) => {
      const stage = new Stage();
      let refusing = false;
      const times: number[] = [];
      const adapter = watched(stage, [], () => {
        if (!refusing) return undefined;
        times.push(stage.clock.monotonic());
        return Promise.reject(new JobQueueError(code, 'NOPERM this user has no permissions'));
      });
      await stage.queue.add(job);
      const worker = stage.worker([job.handle(() => 1)], {}, adapter);
      const run = worker.run();
      await stage.clock.advance(0);
      refusing = true;
      await stage.queue.add(job);
      await stage.clock.advance(10_000);
      expect(stage.events('error').length).toBe(times.length);
      expect(stage.events('error')[0]).toMatchObject({ error: { code } });
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
      expect(pauses.length).toBeGreaterThan(3);
      expect(pauses).toEqual(pauses.toSorted((one, two) => one - two));
      refusing = false;
      await stage.queue.add(job);
      await stage.clock.advance(30_000);
      expect(stage.events('task.executed')).toHaveLength(3);
      await worker.stop();
      expect(await run).toMatchObject({ reason: 'stopped', completed: 3 });
    },
  );
});
