import { type Adapter, defineTask, type ErrorCode, JobQueueError } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { faulty } from '../faulty.js';
import { Stage } from './stage.js';

const job = defineTask('job', { ttrMs: 3000 });

async function running(faults: (stage: Stage) => Partial<Adapter>, count = 1) {
  const stage = new Stage();
  for (let i = 0; i < count; i++) await stage.queue.add(job, undefined, { id: `${i}` });
  const adapter = faulty(stage.memory, faults(stage));
  const worker = stage.worker([job.handle(async () => undefined)], {}, adapter);
  const run = worker.run();
  await stage.clock.advance(0);
  return { stage, worker, run };
}

const error = (code: ErrorCode): JobQueueError => new JobQueueError(code, `the broker: ${code}`);

describe('settling', () => {
  it('sends the outcomes of one tick in one request per verb', async () => {
    const calls: string[] = [];
    const stage = new Stage();
    const adapter = faulty(stage.memory, {
      complete: (leases) => {
        calls.push(`complete ${leases.length}`);
        return stage.memory.complete(leases);
      },
      retry: (retries) => {
        calls.push(`retry ${retries.length}`);
        return stage.memory.retry(retries);
      },
      hold: (leases) => {
        calls.push(`hold ${leases.length}`);
        return stage.memory.hold(leases);
      },
    });
    const choices = defineTask<string>('choices');
    for (const data of ['', '', 'hold', 'retry', '', 'hold']) await stage.queue.add(choices, data);
    const handler = choices.handle(async (task) => {
      if (task.data === 'hold') task.hold('so');
      if (task.data === 'retry') task.retry({ delayMs: 60_000 });
    });
    const worker = stage.worker([handler], { limits: { tasks: 6 } }, adapter);
    expect(await worker.run()).toMatchObject({ completed: 3, retried: 1, held: 2 });
    expect(calls).toEqual(['complete 3', 'retry 1', 'hold 2']);
  });

  it.each(['unavailable', 'ambiguous', 'unexpected', 'invalid'] as const)(
    'repeats after %s until it works',
    async (code) => {
      let failures = 3;
      const { stage, worker } = await running(({ memory }) => ({
        complete: async (leases) => {
          if (failures-- > 0) throw error(code);
          return memory.complete(leases);
        },
      }));
      await stage.clock.advance(2999);
      expect(stage.events('error')).toHaveLength(3);
      expect(await worker.stop()).toMatchObject({ completed: 1, lost: 0 });
    },
  );

  it('repeats only what failed, by index', async () => {
    const calls: string[][] = [];
    const { stage, worker } = await running(
      ({ memory }) => ({
        complete: async (leases) => {
          calls.push(leases.map((lease) => lease.taskId));
          const good = calls.length > 1 ? leases : leases.filter(({ taskId }) => taskId !== '1');
          const results = await memory.complete(good);
          return leases.map((lease) => (good.includes(lease) ? results[0] : error('unavailable')));
        },
      }),
      3,
    );
    await stage.clock.advance(1000);
    expect(calls).toEqual([['0', '1', '2'], ['1']]);
    expect(await worker.stop()).toMatchObject({ completed: 3 });
  });

  it('gives up at the end of the lease: the task is lost, not settled', async () => {
    const { stage, worker } = await running(() => ({
      complete: () => Promise.reject(error('unavailable')),
    }));
    await stage.clock.advance(2900);
    expect(stage.events('task.lost')).toEqual([]);
    const tries = stage.events('error').length;
    expect(tries).toBeGreaterThan(3);
    await stage.clock.advance(5000);
    expect(stage.events('task.lost').slice(0, 1)).toMatchObject([
      { id: '0', attempts: 1, error: { code: 'unavailable' } },
    ]);
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    expect(await stopped).toMatchObject({ completed: 0 });
  });

  it.each(['lease-lost', 'already-settled', 'not-found', 'closed'] as const)(
    'does not repeat after %s',
    async (code) => {
      let calls = 0;
      const { stage, worker } = await running(() => ({
        complete: async (leases) => {
          calls++;
          return leases.map(() => error(code));
        },
      }));
      await stage.clock.advance(2000);
      expect(calls).toBe(1);
      expect(stage.events('task.lost')).toMatchObject([{ error: { code } }]);
      expect(await worker.stop()).toMatchObject({ completed: 0, lost: 1 });
    },
  );

  it('expects no answer for ever', async () => {
    let calls = 0;
    const { stage, worker } = await running(() => ({
      complete: () => {
        calls++;
        return new Promise(() => undefined);
      },
    }));
    await stage.clock.advance(2999);
    expect([calls, stage.events('task.lost').length]).toEqual([1, 0]);
    await stage.clock.advance(1);
    expect(stage.events('task.lost')).toMatchObject([{ error: { code: 'ambiguous' } }]);
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    await stopped;
  });

  it('ignores an answer that comes after that', async () => {
    let answer: (() => void) | undefined;
    const { stage, worker } = await running(() => ({
      complete: (leases) =>
        new Promise((resolve) => (answer ??= () => resolve(leases.map(() => undefined)))),
    }));
    await stage.clock.advance(3000);
    answer?.();
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    const report = await stopped;
    expect(report.completed).toBe(0);
    expect(report.lost).toBeGreaterThan(0);
  });

  it('takes too few results for a fault, not for success', async () => {
    const { stage, worker } = await running(() => ({ complete: async () => [] }));
    await stage.clock.advance(10);
    expect(stage.events('error')).toMatchObject([{ error: { code: 'unexpected' } }]);
    expect(stage.names()).not.toContain('task.executed');
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    await stopped;
  });

  it('lets no more run when the broker takes no outcomes', async () => {
    const stage = new Stage();
    let runs = 0;
    for (let i = 0; i < 20; i++) await stage.queue.add(job);
    const adapter = faulty(stage.memory, { complete: () => new Promise(() => undefined) });
    const worker = stage.worker([job.handle(async () => void runs++)], { concurrency: 2 }, adapter);
    void worker.run();
    await stage.clock.advance(1000);
    expect(runs).toBe(4);
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    await stopped;
  });
});
