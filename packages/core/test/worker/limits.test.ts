import { defineTask } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { gate, Stage } from './stage.js';

const job = defineTask<number>('job');

describe('limits', () => {
  it('tasks: ends after so many, leaving the rest', async () => {
    const stage = new Stage();
    await stage.queue.addAll(job, [1, 2, 3, 4, 5]);
    const seen: number[] = [];
    const worker = stage.worker([job.handle((task) => seen.push(task.data))], {
      limits: { tasks: 3 },
    });
    expect(await worker.run()).toMatchObject({ reason: 'tasks', completed: 3 });
    expect(seen).toEqual([1, 2, 3]);
    expect(await stage.queue.stats()).toMatchObject({ ready: 2, reserved: 0 });
    expect(stage.clock.pending).toBe(0);
  });

  it('tasks: lets what runs finish, however long it takes', async () => {
    const stage = new Stage();
    const until = gate();
    await stage.queue.add(job, 1);
    const worker = stage.worker([job.handle(() => until.promise)], {
      limits: { tasks: 1 },
      graceMs: 10,
    });
    const run = worker.run();
    await stage.clock.advance(3_600_000);
    until.open();
    expect(await run).toMatchObject({ reason: 'tasks', completed: 1, lost: 0 });
  });

  it('idle: ends when nothing is ready and nothing runs', async () => {
    const stage = new Stage();
    await stage.queue.add(job, 1);
    await stage.queue.add(job, 2, { delayMs: 1000 });
    const worker = stage.worker([job.handle(() => 1)], { limits: { idle: true } });
    expect(await worker.run()).toMatchObject({ reason: 'idle', completed: 1 });
    expect(await stage.queue.stats()).toMatchObject({ delayed: 1 });
  });

  it('idle: goes on while a running task may add others', async () => {
    const stage = new Stage();
    const seen: number[] = [];
    const until = gate();
    const handler = job.handle(async (task) => {
      seen.push(task.data);
      if (task.data === 2) until.open();
      if (task.data > 1) return;
      await stage.queue.add(job, 2);
      await until.promise;
      await stage.queue.add(job, 3);
    });
    await stage.queue.add(job, 1);
    const run = stage.worker([handler], { limits: { idle: true } }).run();
    await stage.clock.advance(0);
    expect(await run).toMatchObject({ reason: 'idle', completed: 3 });
    expect(seen).toEqual([1, 2, 3]);
    expect(stage.clock.monotonic()).toBe(0);
    expect(stage.clock.pending).toBe(0);
  });

  it('timeMs: fetches no more after that time', async () => {
    const stage = new Stage();
    const until = gate();
    await stage.queue.add(job, 1);
    const worker = stage.worker([job.handle(() => until.promise)], { limits: { timeMs: 5000 } });
    const run = worker.run();
    await stage.clock.advance(5000);
    await stage.queue.add(job, 2);
    await stage.clock.advance(60_000);
    until.open();
    expect(await run).toMatchObject({ reason: 'time', completed: 1 });
    expect(await stage.queue.stats()).toMatchObject({ ready: 1 });
    expect(stage.clock.pending).toBe(0);
  });

  it('leave no timer behind when the worker ends before', async () => {
    const stage = new Stage();
    const worker = stage.worker([job.handle(() => 1)], { limits: { timeMs: 5000 } });
    void worker.run();
    await stage.clock.advance(10);
    expect(await worker.stop()).toMatchObject({ reason: 'stopped' });
    expect(stage.clock.pending).toBe(0);
  });

  it('leave stop its bounds', async () => {
    const stage = new Stage();
    await stage.queue.add(job, 1);
    const worker = stage.worker([job.handle(() => new Promise(() => undefined))], {
      limits: { tasks: 1 },
    });
    const run = worker.run();
    await stage.clock.advance(1000);
    void worker.stop({ graceMs: 100, abortMs: 100 });
    await stage.clock.advance(200);
    expect(await run).toMatchObject({ reason: 'tasks', abandoned: 1 });
  });
});
