import { type Adapter, defineTask, JobQueueError, type Task } from '@jq/core';
import type { Lease } from '@jq/core/adapter';
import { describe, expect, it } from 'vitest';

import { declaring, faulty } from '../faulty.js';
import { gate, Stage } from './stage.js';

const long = defineTask('long', { ttrMs: 9000 });

/** A worker with one task that runs until the gate opens, on an adapter with faults. */
async function running(faults: Partial<Adapter> = {}, change = (adapter: Adapter) => adapter) {
  const stage = new Stage();
  const until = gate();
  const touched: number[] = [];
  const tasks: Task<undefined>[] = [];
  const adapter = faulty(stage.memory, {
    touch: (leases) => {
      touched.push(stage.clock.monotonic());
      return stage.memory.touch(leases);
    },
    ...faults,
  });
  await stage.queue.add(long, undefined, { id: 'x' });
  const handler = long.handle((task) => {
    tasks.push(task);
    return until.promise;
  });
  const worker = stage.worker([handler], { concurrency: 1 }, change(adapter));
  const run = worker.run();
  await stage.clock.advance(0);
  const [task] = tasks;
  if (task === undefined) throw new Error('the task did not start');
  const finish = async () => {
    until.open();
    await stage.clock.advance(0);
    await worker.stop();
    return run;
  };
  return { stage, worker, until, touched, tasks, task, finish };
}

const passing = (): JobQueueError => new JobQueueError('unavailable', 'not now');

describe('the lease of a running task', () => {
  it('is touched after each third of its ttr', async () => {
    const { stage, touched, task, finish } = await running();
    await stage.clock.advance(20_000);
    expect(touched).toEqual([3000, 6000, 9000, 12_000, 15_000, 18_000]);
    expect(task.signal.aborted).toBe(false);
    expect(await finish()).toMatchObject({ completed: 1, lost: 0 });
  });

  it('is not touched when the task is short', async () => {
    const { stage, touched, finish } = await running();
    await stage.clock.advance(2999);
    expect(await finish()).toMatchObject({ completed: 1 });
    await stage.clock.advance(20_000);
    expect(touched).toEqual([]);
  });

  it('is touched together with others that are due soon', async () => {
    const stage = new Stage();
    const until = gate();
    const batches: number[] = [];
    const adapter = faulty(stage.memory, {
      touch: (leases) => {
        batches.push(leases.length);
        return stage.memory.touch(leases);
      },
    });
    const worker = stage.worker([long.handle(() => until.promise)], {}, adapter);
    void worker.run();
    for (let i = 0; i < 3; i++) {
      await stage.queue.add(long);
      await stage.clock.advance(200);
    }
    await stage.clock.advance(3000);
    expect(batches).toEqual([3]);
    until.open();
    await worker.stop();
  });

  it('is touched again, sooner, after a failure', async () => {
    let failures = 2;
    const tries: number[] = [];
    const { stage, finish } = await running({
      touch: async (leases) => {
        tries.push(stage.clock.monotonic());
        if (failures-- > 0) throw passing();
        return stage.memory.touch(leases);
      },
    });
    await stage.clock.advance(8999);
    expect(tries).toEqual([3000, 4000, 5000, 8000]);
    expect(stage.events('error')).toMatchObject([
      { id: 'x', error: { code: 'unavailable' } },
      { id: 'x', error: { code: 'unavailable' } },
    ]);
    expect(await finish()).toMatchObject({ completed: 1, lost: 0 });
  });

  it('is touched again when a touch gets no answer', async () => {
    const tries: number[] = [];
    const { stage, finish } = await running({
      touch: (leases) => {
        tries.push(stage.clock.monotonic());
        return tries.length === 1 ? new Promise(() => undefined) : stage.memory.touch(leases);
      },
    });
    await stage.clock.advance(8999);
    expect(tries).toEqual([3000, 6000]);
    expect(await finish()).toMatchObject({ completed: 1, lost: 0 });
  });
});

it('takes no answer to a touch for a loss once the task is settled', async () => {
  const answer = gate();
  const { stage, finish } = await running({
    touch: async (leases) => {
      await answer.promise;
      return leases.map(() => new JobQueueError('already-settled', 'completed'));
    },
  });
  await stage.clock.advance(3000);
  const finished = finish();
  await stage.clock.advance(0);
  answer.open();
  await stage.clock.advance(0);
  expect(await finished).toMatchObject({ completed: 1, lost: 0 });
  expect(stage.names().filter((name) => name === 'error' || name === 'task.lost')).toEqual([]);
});

describe('a lost lease', () => {
  it.each(['lease-lost', 'not-found'] as const)(
    '(%s) is told once and settles nothing',
    async (code) => {
      const settled: string[] = [];
      const { stage, task, finish } = await running({
        touch: async (leases) => leases.map(() => new JobQueueError(code, 'gone')),
        complete: async (leases) => leases.map(() => void settled.push('complete')),
      });
      const reasons: unknown[] = [];
      task.signal.addEventListener('abort', () => reasons.push(task.signal.reason));
      await stage.clock.advance(3000);
      expect(reasons).toEqual([expect.objectContaining({ code })]);
      expect(stage.events('task.lost')).toEqual([
        expect.objectContaining({ id: 'x', name: 'long', error: reasons[0] }),
      ]);
      await expect(task.touch()).rejects.toBe(reasons[0]);
      expect(await finish()).toMatchObject({ lost: 1, completed: 0 });
      expect(settled).toEqual([]);
      expect(stage.events('task.lost')).toHaveLength(1);
    },
  );

  it('is noticed at its end when no touch got through', async () => {
    const { stage, task, finish } = await running({ touch: () => Promise.reject(passing()) });
    await stage.clock.advance(8999);
    expect(task.signal.aborted).toBe(false);
    await stage.clock.advance(1);
    expect(task.signal.reason).toMatchObject({ code: 'lease-lost' });
    expect(await finish()).toMatchObject({ lost: 1 });
  });

  it('is noticed at its end where nothing can be touched', async () => {
    const { stage, task, touched, finish } = await running({}, (adapter) =>
      declaring(adapter, { rules: { TOUCH: 'unsupported' } }),
    );
    await expect(task.touch()).rejects.toMatchObject({ code: 'unsupported' });
    await stage.clock.advance(8999);
    expect(task.signal.aborted).toBe(false);
    await stage.clock.advance(1);
    expect(task.signal.reason).toMatchObject({ code: 'lease-lost' });
    expect(touched).toEqual([]);
    await finish();
  });

  it('keeps its slot until the handler has returned', async () => {
    const { stage, tasks, finish } = await running({ touch: () => Promise.reject(passing()) });
    await stage.clock.advance(30_000);
    expect(tasks).toHaveLength(1);
    await finish();
  });

  it('is noticed after the event loop was blocked, before anything is settled', async () => {
    const settled: Lease[] = [];
    const stage = new Stage();
    let blockedMs = 0;
    const clock = {
      now: () => stage.clock.now(),
      monotonic: () => stage.clock.monotonic() + blockedMs,
      after: (ms: number, run: () => void) => stage.clock.after(ms, run),
    };
    const adapter = faulty(stage.memory, {
      complete: async (leases) => leases.map((lease) => void settled.push(lease)),
    });
    await stage.queue.add(long);
    const handler = long.handle(() => void (blockedMs += 9000));
    const worker = stage.worker([handler], { clock }, adapter);
    void worker.run();
    await stage.clock.advance(0);
    expect(settled).toEqual([]);
    expect(stage.events('task.lost')).toHaveLength(1);
    await worker.stop();
  });

  it('keeps a handler from starting after slow decoding', async () => {
    const stage = new Stage();
    const ran: string[] = [];
    const slow = gate();
    const codec = {
      encode: () => new Uint8Array(),
      decode: () => slow.promise.then(() => ({ task: 'long', data: undefined })),
    };
    await stage.queue.add(long);
    const adapter = declaring(stage.memory, { rules: { TOUCH: 'unsupported' } });
    const handler = long.handle(() => ran.push('x'));
    const worker = stage.worker(
      [handler],
      { codec, concurrency: 1, limits: { tasks: 1 } },
      adapter,
    );
    const run = worker.run();
    await stage.clock.advance(9000);
    slow.open();
    expect(await run).toMatchObject({ lost: 1, completed: 0, abandoned: 0 });
    expect(ran).toEqual([]);
  });

  it('may still complete where the adapter allows it', async () => {
    const { stage, finish } = await running(
      {
        touch: () => Promise.reject(passing()),
        complete: async (leases) => leases.map(() => undefined),
      },
      (adapter) => declaring(adapter, { lateComplete: true }),
    );
    await stage.clock.advance(10_000);
    expect(await finish()).toMatchObject({ lost: 0 });
    expect(stage.events('task.executed')[0]).toMatchObject({ id: 'x', attempts: 1 });
    expect(stage.names()).not.toContain('task.lost');
  });
});

describe('task.touch', () => {
  it('restarts the ttr now', async () => {
    const { stage, task, touched, finish } = await running();
    await stage.clock.advance(2000);
    await Promise.all([task.touch(), stage.clock.advance(0)]);
    await stage.clock.advance(2999);
    expect(touched).toEqual([2000]);
    await stage.clock.advance(1);
    expect(touched).toEqual([2000, 5000]);
    await finish();
  });

  it('says when it did not work', async () => {
    const { stage, task, finish } = await running({ touch: () => Promise.reject(passing()) });
    await expect(Promise.race([task.touch(), stage.clock.advance(5000)])).rejects.toMatchObject({
      code: 'unavailable',
    });
    await finish();
  });
});
