import { defineTask, JobQueueError } from '@jq/core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { faulty } from '../faulty.js';
import { Stage } from './stage.js';

const job = defineTask<string>('job', {
  retry: { kind: 'fixed', delayMs: 60_000, maxAttempts: 2 },
});
const idle = { limits: { idle: true } };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('events', () => {
  it('tell the life of a worker and of each task', async () => {
    const stage = new Stage();
    await stage.queue.add(job, 'x', { id: 'x' });
    const handler = job.handle((task) => task.progress({ done: 5 }));
    const report = await stage.worker([handler], idle).run();
    const facts = { worker: 'w', queue: 'q', id: 'x', name: 'job', attempts: 1 };
    expect(stage.told).toEqual([
      ['worker.start', { worker: 'w', queues: ['q'], concurrency: 10 }],
      ['task.fetched', facts],
      ['task.started', facts],
      ['task.progress', { ...facts, value: { done: 5 } }],
      ['task.executed', { ...facts, durationMs: 0 }],
      ['worker.finished', { worker: 'w', report }],
    ]);
  });

  it('name no task where there is no name', async () => {
    const stage = new Stage();
    await stage.memory.put('q', [
      { id: 'x', body: Buffer.from('?'), priority: 0, delayMs: 0, ttrMs: 1000 },
    ]);
    await stage.worker([job.handle(() => 1)], idle).run();
    expect(stage.events('task.fetched')).toMatchObject([{ id: 'x', name: undefined }]);
  });

  it('of listeners that throw become errors; the task is none the worse', async () => {
    const stage = new Stage();
    await stage.queue.add(job, 'x');
    const worker = stage.worker([job.handle(() => 1)], idle);
    worker.on('task.executed', () => {
      throw new Error('listener');
    });
    worker.on('task.fetched', () => Promise.reject(new Error('late listener')));
    expect(await worker.run()).toMatchObject({ completed: 1 });
    await vi.waitFor(() => expect(stage.events('error')).toHaveLength(2));
  });

  it('stop for a listener that was removed', async () => {
    const stage = new Stage();
    const listener = vi.fn<() => void>();
    const worker = stage.worker([job.handle(() => 1)], idle);
    worker.on('worker.start', listener)();
    await worker.run();
    expect(listener).not.toHaveBeenCalled();
  });
});

/** Runs a worker that nobody listens to; answers what went to standard error. */
async function unheard(fail: () => Promise<never>, listener?: () => never): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const stage = new Stage();
  let calls = 0;
  const adapter = faulty(stage.memory, {
    reserve: (queues, options) => (calls++ === 0 ? fail() : stage.memory.reserve(queues, options)),
  });
  const { Queue, Worker } = await import('@jq/core');
  const worker = new Worker(new Queue('q', adapter), [job.handle(() => 1)], {
    ...idle,
    clock: stage.clock,
    name: 'w',
  });
  if (listener !== undefined) worker.on('error', listener);
  const run = worker.run();
  await stage.clock.advance(100);
  await run;
  return written.join('');
}

describe('an error that nobody listens to', () => {
  it('is one line on standard error', async () => {
    const text = await unheard(() =>
      Promise.reject(new JobQueueError('unavailable', 'broker at host:1\nrefused')),
    );
    expect(text).toBe('jq worker w: unavailable: broker at host:1 refused\n');
  });

  it('quotes nothing that others wrote', async () => {
    const foreign = Object.assign(new TypeError('redis://:secret@host'), { code: 'ECONNREFUSED' });
    const text = await unheard(() => Promise.reject(foreign));
    expect(text).toBe('jq worker w: unexpected: reserve failed: TypeError ECONNREFUSED\n');
    vi.restoreAllMocks();
    expect(await unheard(() => Promise.reject('secret' as unknown as Error))).toBe(
      'jq worker w: unexpected: reserve failed\n',
    );
  });

  it('is also what a throwing error listener makes of it', async () => {
    const text = await unheard(
      () => Promise.reject(new JobQueueError('unavailable', 'x')),
      () => {
        throw new Error('secret');
      },
    );
    expect(text).toBe('jq worker w: unexpected: a listener of error failed: Error\n');
  });
});
