import { defineTask, type Task } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { declaring } from '../faulty.js';
import { Stage } from './stage.js';

const idle = { limits: { idle: true } };
const job = defineTask('job', { retry: { kind: 'list', delaysMs: [100, 200] } });

/** Adds one task, lets it run once, and answers what is where. */
async function once(perform: (task: Task<undefined>) => unknown) {
  const stage = new Stage();
  await stage.queue.add(job, undefined, { id: 'j', priority: 5 });
  const report = await stage.worker([job.handle(perform)], idle).run();
  return { stage, report, stats: await stage.queue.stats() };
}

const fail = (): never => {
  throw new Error('no luck');
};

describe('a throw', () => {
  it.each([
    ['thrown', fail],
    ['rejected', () => Promise.reject(new Error('no luck'))],
  ])('(%s) retries by the policy of the task', async (_, perform) => {
    const { stage, report, stats } = await once(perform);
    expect(report).toMatchObject({ completed: 0, retried: 1 });
    expect(stats).toMatchObject({ delayed: 1 });
    const error = new Error('no luck');
    expect(stage.told.slice(3, 5)).toEqual([
      ['task.failed', expect.objectContaining({ id: 'j', attempts: 1, error })],
      ['task.retried', expect.objectContaining({ id: 'j', delayMs: 100, error })],
    ]);
  });

  it('holds the task when its attempts run out', async () => {
    const stage = new Stage();
    await stage.queue.add(job);
    const worker = stage.worker([job.handle(fail)]);
    const run = worker.run();
    await stage.clock.advance(1000);
    expect(stage.events('task.retried').map((event) => event.delayMs)).toEqual([100, 200]);
    expect(stage.events('task.held')).toMatchObject([
      { attempts: 3, reason: 'attempt 3 of 3 failed: no luck', error: new Error('no luck') },
    ]);
    expect(await stage.queue.stats()).toMatchObject({ held: 1 });
    await worker.stop();
    expect(await run).toMatchObject({ retried: 2, held: 1 });
  });

  it('of something marked as not retryable holds at once', async () => {
    const { stats, stage } = await once(() => {
      throw Object.assign(new Error('bad card'), { retryable: false });
    });
    expect(stats).toMatchObject({ held: 1 });
    expect(stage.events('task.held')).toMatchObject([{ reason: 'bad card' }]);
  });

  it('may be of anything', async () => {
    for (const thrown of [undefined, null, 'text', 5, Object.create(null) as unknown]) {
      const { stats } = await once(() => {
        throw thrown;
      });
      expect(stats).toMatchObject({ delayed: 1 });
    }
  });

  it('waits no longer than the adapter can', async () => {
    const stage = new Stage();
    await stage.queue.add(job);
    const adapter = declaring(stage.memory, { maxDelayMs: 70 });
    await stage.worker([job.handle(fail)], idle, adapter).run();
    expect(stage.events('task.retried')).toMatchObject([{ delayMs: 70 }]);
  });
});

describe('task.retry', () => {
  it('runs the task again after its delay, with its priority', async () => {
    const { stage, stats, report } = await once((task) => task.retry({ delayMs: 50, priority: 9 }));
    expect(report).toMatchObject({ retried: 1, completed: 0 });
    expect(stats).toMatchObject({ delayed: 1 });
    expect(await stage.queue.peek('delayed')).toMatchObject([{ priority: 9, timeLeftMs: 50 }]);
    expect(stage.names()).not.toContain('task.failed');
  });

  it('goes by the policy and keeps the priority unless told otherwise', async () => {
    const { stage } = await once((task) => task.retry());
    expect(await stage.queue.peek('delayed')).toMatchObject([{ priority: 5, timeLeftMs: 100 }]);
  });

  it.each([{ delayMs: -1 }, { delayMs: 0.5 }, { priority: 2 ** 32 }])(
    'refuses %j',
    async (options) => {
      const { stage } = await once((task) => task.retry(options));
      expect(stage.events('task.failed')).toMatchObject([{ error: { code: 'invalid' } }]);
    },
  );
});

describe('task.hold', () => {
  it('sets the task aside with the reason', async () => {
    const { stage, stats, report } = await once((task) => task.hold('needs a human'));
    expect(report).toMatchObject({ held: 1, completed: 0 });
    expect(stats).toMatchObject({ held: 1 });
    expect(stage.events('task.held')).toMatchObject([{ id: 'j', reason: 'needs a human' }]);
  });

  it('stays when the handler throws after it', async () => {
    const { stats, stage } = await once((task) => {
      task.hold('needs a human');
      fail();
    });
    expect(stats).toMatchObject({ held: 1 });
    expect(stage.events('task.failed')).toHaveLength(1);
  });
});

it('lets the first outcome decide', async () => {
  let second: unknown;
  const { stats } = await once((task) => {
    task.retry({ delayMs: 50 });
    try {
      task.hold('too late');
    } catch (error) {
      second = error;
    }
  });
  expect(second).toMatchObject({ code: 'already-settled' });
  expect(stats).toMatchObject({ delayed: 1, held: 0 });
});

it('takes no outcome after the handler has returned', async () => {
  let kept: Task<undefined> | undefined;
  const { stats } = await once((task) => (kept = task) && undefined);
  expect(stats).toMatchObject({ ready: 0, held: 0 });
  expect(() => kept?.hold('too late')).toThrow(
    expect.objectContaining({ code: 'already-settled' }),
  );
  await expect(kept?.touch()).rejects.toMatchObject({ code: 'already-settled' });
});
