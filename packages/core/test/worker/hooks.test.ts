import { defineTask, type HandlerObject, type WorkerOptions } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { Stage } from './stage.js';

const job = defineTask<string>('job', {
  retry: { kind: 'fixed', delayMs: 60_000, maxAttempts: 9 },
});

async function run(handler: HandlerObject<string>, options: WorkerOptions = {}) {
  const stage = new Stage();
  await stage.queue.add(job, 'x');
  const worker = stage.worker([job.handle(handler)], { limits: { idle: true }, ...options });
  return { stage, report: await worker.run() };
}

/** A handler that notes its steps and throws in those named. */
function noting(steps: string[], ...throwing: string[]): HandlerObject<string> {
  const step = (name: string) => async () => {
    steps.push(name);
    await Promise.resolve();
    if (throwing.includes(name)) throw new Error(name);
  };
  return { setUp: step('setUp'), perform: step('perform'), tearDown: step('tearDown') };
}

describe('a handler object', () => {
  it('goes through its steps for each task', async () => {
    const steps: string[] = [];
    const { report } = await run(noting(steps));
    expect(steps).toEqual(['setUp', 'perform', 'tearDown']);
    expect(report).toMatchObject({ completed: 1 });
  });

  it.each([
    [['perform'], ['setUp', 'perform', 'tearDown']],
    [['setUp'], ['setUp', 'tearDown']],
    [['tearDown'], ['setUp', 'perform', 'tearDown']],
  ])('tears down after a throw in %j, which is the failure', async (throwing, expected) => {
    const steps: string[] = [];
    const { stage, report } = await run(noting(steps, ...throwing));
    expect(steps).toEqual(expected);
    expect(report).toMatchObject({ retried: 1 });
    expect(stage.events('task.failed')).toMatchObject([{ error: new Error(throwing[0]) }]);
  });

  it('keeps both errors when tearing down fails, too', async () => {
    const { stage } = await run(noting([], 'perform', 'tearDown'));
    const [failed] = stage.events('task.failed');
    expect(failed?.error).toMatchObject({
      message: 'perform',
      errors: [new Error('perform'), new Error('tearDown')],
    });
  });

  it('may be an instance with state', async () => {
    class Greeter {
      greeting = 'hello';
      said = '';
      perform(task: { data: string }): void {
        this.said = `${this.greeting} ${task.data}`;
      }
    }
    const greeter = new Greeter();
    await run(greeter);
    expect(greeter.said).toBe('hello x');
  });
});

describe('hooks of the worker', () => {
  it('surround all tasks', async () => {
    const steps: string[] = [];
    await run(noting(steps), {
      setUp: async () => void steps.push('worker setUp'),
      tearDown: () => void steps.push('worker tearDown'),
    });
    expect(steps).toEqual(['worker setUp', 'setUp', 'perform', 'tearDown', 'worker tearDown']);
  });

  it('keep the worker from starting when setUp throws', async () => {
    const steps: string[] = [];
    const failure = new Error('no database');
    const options = {
      setUp: () => Promise.reject(failure),
      tearDown: () => void steps.push('worker tearDown'),
    };
    await expect(run(noting(steps), options)).rejects.toBe(failure);
    expect(steps).toEqual(['worker tearDown']);
  });

  it('report a tearDown that throws without losing the report', async () => {
    const { stage, report } = await run(noting([]), {
      tearDown: () => Promise.reject(new Error('disconnect')),
    });
    expect(report).toMatchObject({ completed: 1 });
    expect(stage.events('error')).toMatchObject([
      { error: { message: expect.stringContaining('disconnect') } },
    ]);
  });

  it('cannot keep a stop from ending', async () => {
    const stage = new Stage();
    const never = () => new Promise<void>(() => undefined);
    const worker = stage.worker([job.handle(() => 1)], { setUp: never, tearDown: never });
    void worker.run();
    await stage.clock.advance(0);
    const stopped = worker.stop({ graceMs: 100, abortMs: 100 });
    await stage.clock.advance(60_000);
    expect(await stopped).toMatchObject({ reason: 'stopped' });
    expect(stage.events('error')).toMatchObject([{ error: { code: 'aborted' } }]);
  });
});
