import { defineTask, type Task } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { gate, Stage } from './stage.js';

const limited = defineTask('limited', {
  ttrMs: 6000,
  timeLimitMs: 2500,
  retry: { kind: 'list', delaysMs: [100] },
});

async function running(perform: (task: Task<undefined>) => unknown) {
  const stage = new Stage();
  await stage.queue.add(limited, undefined, { id: 'x' });
  const worker = stage.worker([limited.handle(perform)], { concurrency: 1 });
  const run = worker.run();
  await stage.clock.advance(0);
  return { stage, worker, run };
}

const onAbort = (task: Task<undefined>): Promise<never> =>
  new Promise((_, reject) =>
    task.signal.addEventListener('abort', () => reject(task.signal.reason as Error)),
  );

describe('a handler over its time limit', () => {
  it('has its signal aborted with time-limit', async () => {
    let signal: AbortSignal | undefined;
    const until = gate();
    const { stage, worker } = await running((task) => {
      signal = task.signal;
      return until.promise;
    });
    await stage.clock.advance(2499);
    expect(signal?.aborted).toBe(false);
    await stage.clock.advance(1);
    expect(signal?.reason).toMatchObject({
      code: 'time-limit',
      message: expect.stringContaining('2500'),
    });
    until.open();
    await worker.stop();
  });

  it('fails when it throws then, and is retried by the policy', async () => {
    const { stage, worker } = await running(onAbort);
    await stage.clock.advance(2500);
    expect(stage.events('task.failed')).toMatchObject([{ error: { code: 'time-limit' } }]);
    expect(stage.events('task.retried')).toMatchObject([{ delayMs: 100 }]);
    await stage.clock.advance(2600);
    expect(stage.events('task.held')).toMatchObject([{ attempts: 2 }]);
    await worker.stop();
  });

  it('keeps what it threw as the cause', async () => {
    const { stage, worker } = await running(async (task) => {
      await onAbort(task).catch(() => undefined);
      throw new Error('half done');
    });
    await stage.clock.advance(2500);
    expect(stage.events('task.failed')).toMatchObject([
      { error: { code: 'time-limit', cause: new Error('half done') } },
    ]);
    await worker.stop();
  });

  it('completes when it returns nevertheless', async () => {
    const { stage, worker } = await running((task) => onAbort(task).catch(() => undefined));
    await stage.clock.advance(2500);
    expect(stage.names()).not.toContain('task.failed');
    expect(await worker.stop()).toMatchObject({ completed: 1 });
  });

  it('keeps its slot, and is retried by the policy just before its lease would lapse', async () => {
    const until = gate();
    let runs = 0;
    const { stage, worker } = await running(() => {
      runs++;
      return until.promise;
    });
    // Touched last at 2000; the limit fired at 2500; the lease would end at 8000.
    await stage.clock.advance(6999);
    expect(stage.names()).not.toContain('task.failed');
    await stage.clock.advance(1);
    expect(stage.events('task.failed')).toMatchObject([{ error: { code: 'time-limit' } }]);
    expect(stage.events('task.retried')).toHaveLength(1);
    expect(await stage.queue.stats()).toMatchObject({ reserved: 0, delayed: 1 });
    await stage.clock.advance(5000);
    expect(runs).toBe(1);
    until.open();
    await stage.clock.advance(0);
    expect(runs).toBe(2);
    expect(await worker.stop()).toMatchObject({ retried: 1, completed: 1, lost: 0 });
  });

  it('keeps time-limit as the reason whatever happens next', async () => {
    const until = gate();
    let late: unknown;
    const { stage, worker } = await running(async (task) => {
      await until.promise;
      late = task.signal.reason;
    });
    await stage.clock.advance(2500);
    const stopped = worker.stop({ graceMs: 0 });
    until.open();
    await stopped;
    expect(late).toMatchObject({ code: 'time-limit' });
  });

  it('is not counted while the limit has not passed', async () => {
    const { stage, worker } = await running(() => undefined);
    await stage.clock.advance(10_000);
    expect(await worker.stop()).toMatchObject({ completed: 1, retried: 0 });
  });
});
