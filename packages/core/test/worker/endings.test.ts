import { type Adapter, defineTask, JobQueueError, memory, Queue, Worker } from '@jq/core';
import type { WorkerEvents } from '@jq/core';
import type { Lease, Reservation } from '@jq/core/adapter';
import { ManualClock, MemoryStore } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { declaring, faulty } from '../faulty.js';
import { gate, Stage } from './stage.js';

const ENDINGS = [
  'task.executed',
  'task.retried',
  'task.held',
  'task.released',
  'task.lost',
] as const satisfies readonly (keyof WorkerEvents)[];

const job = defineTask<string>('job', {
  ttrMs: 3000,
  retry: { kind: 'fixed', delayMs: 10, maxAttempts: 3 },
});
const lost = (): JobQueueError => new JobQueueError('lease-lost', 'somebody else has it');

/** One delivery whose lease ends while its handler runs; the broker takes late completions. */
async function late(
  finish: () => unknown,
  complete: (leases: readonly Lease[]) => ReturnType<Adapter['complete']>,
) {
  const stage = new Stage();
  const until = gate();
  const adapter = faulty(declaring(stage.memory, { lateComplete: true }), {
    touch: () => Promise.reject(new JobQueueError('unavailable', 'not now')),
    // The delivery is looked at, not those that follow it.
    reserve: async (queues, options) =>
      (await stage.memory.reserve(queues, options)).filter(({ attempts }) => attempts === 1),
    complete,
  });
  await stage.queue.add(job, '', { id: 'x' });
  const aborted: unknown[] = [];
  const handler = job.handle(async (task) => {
    task.signal.addEventListener('abort', () => aborted.push(task.signal.reason));
    await until.promise;
    return finish();
  });
  const worker = stage.worker([handler], { concurrency: 1 }, adapter);
  const run = worker.run();
  await stage.clock.advance(4000);
  const endings = () => stage.names().filter((name) => ENDINGS.includes(name as never));
  return { stage, worker, run, until, aborted, endings };
}

describe('a delivery whose lease ended, where a late completion may count,', () => {
  it('aborts its handler at once and has no ending before that returns', async () => {
    const { worker, stage, run, until, aborted, endings } = await late(
      () => 1,
      async (leases) => leases.map(() => undefined),
    );
    expect(aborted).toEqual([expect.objectContaining({ code: 'lease-lost' })]);
    expect(endings()).toEqual([]);
    until.open();
    await stage.clock.advance(0);
    expect(endings()).toEqual(['task.executed']);
    await worker.stop();
    expect(await run).toMatchObject({ completed: 1, lost: 0 });
  });

  it('is lost where the broker refuses', async () => {
    const { stage, worker, run, until, endings } = await late(
      () => 1,
      async (leases) => leases.map(lost),
    );
    until.open();
    await stage.clock.advance(0);
    expect(endings()).toEqual(['task.lost']);
    await worker.stop();
    expect(await run).toMatchObject({ completed: 0, lost: 1 });
  });

  it('is lost where its handler throws', async () => {
    const { stage, worker, run, until, endings } = await late(
      () => Promise.reject(new Error('no luck')),
      () => Promise.reject(new Error('nothing is to be completed')),
    );
    until.open();
    await stage.clock.advance(0);
    expect(endings()).toEqual(['task.lost']);
    await worker.stop();
    expect(await run).toMatchObject({ completed: 0, retried: 0, lost: 1 });
  });

  it('is lost where its handler outlives the worker', async () => {
    const { stage, worker, run, until, endings } = await late(
      () => 1,
      async (leases) => leases.map(() => undefined),
    );
    const stopped = worker.stop({ graceMs: 10, abortMs: 10 });
    await stage.clock.advance(1000);
    expect(await stopped).toMatchObject({ abandoned: 1 });
    until.open();
    await stage.clock.advance(1000);
    expect(endings()).toEqual(['task.lost']);
    expect(stage.names().at(-1)).toBe('worker.finished');
    await run;
  });
});

describe('the end of a worker', () => {
  it('is an ending for what the broker has not confirmed, wherever it is', async () => {
    const stage = new Stage();
    const adapter = faulty(stage.memory, {
      complete: () => new Promise(() => undefined),
      retry: () => Promise.reject(new JobQueueError('unavailable', 'not now')),
    });
    for (const data of ['complete', 'retry', 'run']) await stage.queue.add(job, data, { id: data });
    const handler = job.handle((task) => {
      if (task.data === 'retry') throw new Error('no luck');
      return task.data === 'run' ? new Promise(() => undefined) : undefined;
    });
    const worker = stage.worker([handler], { graceMs: 10, abortMs: 10 }, adapter);
    void worker.run();
    await stage.clock.advance(0);
    const stopped = worker.stop();
    await stage.clock.advance(1000);
    expect(await stopped).toMatchObject({ completed: 0, lost: 2, abandoned: 1 });
    const told = stage.events('task.lost').map(({ id, error }) => [id, error.code] as const);
    expect(told.toSorted(([one], [two]) => (one < two ? -1 : 1))).toEqual([
      ['complete', 'ambiguous'],
      ['retry', 'ambiguous'],
      ['run', 'aborted'],
    ]);
  });
});

/** Numbers in [0, 1) that depend on the seed only. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

describe('under lost replies and leases that end,', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'each delivery told has exactly one ending (seed %i)',
    async (seed) => {
      const random = randomFrom(seed);
      const clock = new ManualClock();
      const store = new MemoryStore(clock);
      const inner = memory({ store });
      const producer = new Queue('q', memory({ store }));
      const sleep = (ms: number): Promise<void> =>
        new Promise((resolve) => clock.after(ms, () => resolve()));
      /** Does it, then keeps its answer back, or never gives one; or does nothing. */
      const lossy = async <T>(verb: () => Promise<T>): Promise<T> => {
        const chance = random();
        if (chance < 0.1) throw new JobQueueError('unavailable', 'not now');
        const answer = await verb();
        if (chance < 0.3) throw new JobQueueError('ambiguous', 'no reply');
        if (chance < 0.4) return new Promise(() => undefined);
        if (chance < 0.5) await sleep(random() * 6000);
        return answer;
      };
      const fetched: Reservation[] = [];
      const adapter = faulty<Adapter>(declaring(inner, { lateComplete: seed % 2 === 0 }), {
        reserve: async (queues, options) => {
          const taken = await inner.reserve(queues, options);
          fetched.push(...taken);
          return taken;
        },
        // Most touches fail, so that leases end while their handlers run.
        touch: (leases) =>
          random() < 0.8
            ? Promise.reject(new JobQueueError('unavailable', 'not now'))
            : lossy(() => inner.touch(leases)),
        complete: (leases) => lossy(() => inner.complete(leases)),
        retry: (retries) => lossy(() => inner.retry(retries)),
        hold: (leases) => lossy(() => inner.hold(leases)),
      });
      const handler = job.handle(async (task) => {
        const chance = random();
        if (chance < 0.1) throw new Error('no luck');
        if (chance < 0.2) return task.hold('so');
        if (chance < 0.3) return task.retry({ delayMs: 5 });
        if (chance < 0.7) await sleep(random() * 9000);
      });
      const worker = new Worker(new Queue('q', adapter), [handler], {
        clock,
        random,
        signals: [],
        concurrency: 5,
      });
      worker.on('error', () => undefined);
      const endings = new Map<string, string[]>();
      const key = ({ id, attempts }: { id: string; attempts: number | undefined }): string =>
        `${id} ${attempts}`;
      for (const name of ENDINGS)
        worker.on(name, (event) =>
          endings.set(key(event), [...(endings.get(key(event)) ?? []), name]),
        );
      const run = worker.run();
      for (let i = 0; i < 60; i++) await producer.add(job, '', { id: `${i}` });
      await clock.advance(120_000);
      void worker.stop();
      await clock.advance(60_000);
      await run;
      expect(fetched.length).toBeGreaterThan(60);
      for (const { lease, attempts } of fetched)
        expect([
          lease.taskId,
          attempts,
          endings.get(`${lease.taskId} ${attempts}`)?.length,
        ]).toEqual([lease.taskId, attempts, 1]);
      expect(endings.size).toBe(fetched.length);
    },
  );
});
