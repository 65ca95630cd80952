import { type Adapter, defineTask, type Task } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { faulty } from '../faulty.js';
import { gate, Stage } from './stage.js';

const job = defineTask('job');

async function running(
  perform: (task: Task<undefined>) => unknown,
  { tasks = 1, faults = (): Partial<Adapter> => ({}), graceMs = 1000, abortMs = 500 } = {},
) {
  const stage = new Stage();
  for (let i = 0; i < tasks; i++) await stage.queue.add(job, undefined, { id: `${i}` });
  const adapter = faulty(stage.memory, faults.call(undefined));
  const worker = stage.worker([job.handle(perform)], { graceMs, abortMs }, adapter);
  const run = worker.run();
  await stage.clock.advance(0);
  return { stage, worker, run };
}

const onAbort = (task: Task<undefined>): Promise<never> =>
  new Promise((_, reject) =>
    task.signal.addEventListener('abort', () => reject(task.signal.reason as Error)),
  );

describe('stop', () => {
  it('ends an idle worker at once', async () => {
    const { stage, worker, run } = await running(() => 1, { tasks: 0 });
    const report = await worker.stop();
    expect(report).toEqual({
      reason: 'stopped',
      completed: 0,
      retried: 0,
      held: 0,
      lost: 0,
      released: 0,
      abandoned: 0,
    });
    expect(await run).toBe(report);
    expect(stage.clock.pending).toBe(0);
    expect(stage.names().at(-1)).toBe('worker.finished');
  });

  it('gives the same promise each time', async () => {
    const { worker, run } = await running(() => 1);
    expect(worker.stop()).toBe(worker.stop({ graceMs: 5 }));
    expect(worker.stop()).toBe(run);
    expect(worker.run()).toBe(run);
    await run;
  });

  it('before run leaves nothing to run', async () => {
    const stage = new Stage();
    await stage.queue.add(job);
    const worker = stage.worker([job.handle(() => 1)]);
    const report = await worker.stop();
    expect(await worker.run()).toBe(report);
    expect(await stage.queue.stats()).toMatchObject({ ready: 1 });
  });

  it('lets running handlers finish, fetches no more, and waits for their settlement', async () => {
    const until = gate();
    const { stage, worker } = await running(() => until.promise);
    const stopped = worker.stop();
    await stage.queue.add(job);
    await stage.clock.advance(999);
    until.open();
    expect(await stopped).toMatchObject({ completed: 1 });
    expect(await stage.queue.stats()).toMatchObject({ ready: 1, reserved: 0 });
    expect(stage.clock.pending).toBe(0);
  });

  it('aborts the rest after graceMs and gives their tasks back at once', async () => {
    const reasons: unknown[] = [];
    const { stage, worker } = await running((task) =>
      onAbort(task).catch((error: unknown) => {
        reasons.push(error);
        throw error;
      }),
    );
    const stopped = worker.stop();
    await stage.clock.advance(999);
    expect(reasons).toEqual([]);
    await stage.clock.advance(1);
    expect(reasons).toMatchObject([{ code: 'aborted' }]);
    expect(await stopped).toMatchObject({ released: 1, retried: 0, abandoned: 0 });
    expect(await stage.queue.stats()).toMatchObject({ ready: 1, delayed: 0 });
    expect(stage.names()).not.toContain('task.failed');
  });

  it('completes what returns in spite of the abort', async () => {
    const { stage, worker } = await running((task) => onAbort(task).catch(() => undefined));
    const stopped = worker.stop();
    await stage.clock.advance(1000);
    expect(await stopped).toMatchObject({ completed: 1, released: 0 });
  });

  it('takes other bounds for the one time', async () => {
    const { stage, worker } = await running(onAbort);
    const stopped = worker.stop({ graceMs: 0 });
    await stage.clock.advance(0);
    expect(await stopped).toMatchObject({ released: 1 });
  });

  it('ends after abortMs though handlers still run, and says how many', async () => {
    const until = gate();
    let later = 0;
    const perform = async (task: Task<undefined>): Promise<never> => {
      await until.promise;
      later++;
      task.progress('late');
      throw new Error('late');
    };
    const { stage, worker } = await running(perform, { tasks: 2 });
    const stopped = worker.stop();
    await stage.clock.advance(1499);
    expect(stage.names()).not.toContain('worker.finished');
    await stage.clock.advance(1);
    expect(await stopped).toMatchObject({ abandoned: 2, completed: 0 });
    // What they do later changes nothing: closing the adapter has given their tasks back.
    await stage.memory.close();
    expect(stage.clock.pending).toBe(0);
    await stage.clock.advance(60_000);
    until.open();
    await stage.clock.advance(0);
    expect(stage.names().at(-1)).toBe('worker.finished');
    expect(later).toBe(2);
  });

  it('leaves an answer that comes too late alone', async () => {
    const answer = gate();
    const { stage, worker } = await running(() => new Promise(() => undefined), {
      faults: () => ({
        touch: async () => {
          await answer.promise;
          throw new Error('too late');
        },
      }),
    });
    await stage.clock.advance(20_000);
    const stopped = worker.stop();
    await stage.clock.advance(2000);
    expect(await stopped).toMatchObject({ abandoned: 1 });
    answer.open();
    await stage.memory.close();
    await stage.clock.advance(0);
    expect(stage.clock.pending).toBe(0);
    expect(stage.names().at(-1)).toBe('worker.finished');
  });

  it('waits no longer than abortMs more for a broker that does not answer', async () => {
    const { stage, worker } = await running(() => 1, {
      faults: () => ({ complete: () => new Promise(() => undefined) }),
    });
    const stopped = worker.stop();
    await stage.clock.advance(1999);
    expect(stage.names()).not.toContain('worker.finished');
    await stage.clock.advance(1);
    expect(await stopped).toMatchObject({ completed: 0, lost: 1 });
    await stage.memory.close();
    expect(stage.clock.pending).toBe(0);
  });

  it('gives back what a reserve under way still brings', async () => {
    const stage = new Stage();
    const adapter = faulty(stage.memory, {
      // Cannot be aborted any more: the answer is on its way.
      reserve: async (queues, { signal, ...options }) => {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        return stage.memory.reserve(queues, options);
      },
    });
    await stage.queue.add(job);
    const ran: string[] = [];
    const worker = stage.worker([job.handle(() => ran.push('x'))], {}, adapter);
    void worker.run();
    await stage.clock.advance(0);
    expect(await worker.stop()).toMatchObject({ released: 1 });
    expect(ran).toEqual([]);
    expect(await stage.queue.stats()).toMatchObject({ ready: 1, reserved: 0 });
  });

  it('is bounded even if a reserve ignores it', async () => {
    const { stage, worker } = await running(() => 1, {
      tasks: 0,
      faults: () => ({ reserve: () => new Promise(() => undefined) }),
    });
    const stopped = worker.stop();
    await stage.clock.advance(2000);
    expect(await stopped).toMatchObject({ reason: 'stopped' });
    expect(stage.clock.pending).toBe(0);
  });

  it('cuts a pause after a failure short', async () => {
    const { stage, worker } = await running(() => 1, {
      tasks: 0,
      faults: () => ({ reserve: () => Promise.reject(new Error('down')) }),
    });
    await stage.clock.advance(20_000);
    await worker.stop();
    expect(stage.clock.pending).toBe(0);
  });

  it('keeps touching while handlers have their grace', async () => {
    const until = gate();
    const short = defineTask('short', { ttrMs: 300 });
    const stage = new Stage();
    await stage.queue.add(short);
    const worker = stage.worker([short.handle(() => until.promise)], { graceMs: 5000 });
    void worker.run();
    await stage.clock.advance(0);
    const stopped = worker.stop();
    await stage.clock.advance(4000);
    until.open();
    expect(await stopped).toMatchObject({ completed: 1, lost: 0 });
  });
});
