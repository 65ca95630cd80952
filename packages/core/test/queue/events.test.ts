import { defineTask, JobQueueError, memory, Queue, type QueueEvents } from '@jq/core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { faulty } from '../faulty.js';

const job = defineTask<number>('job', { priority: 7, ttrMs: 1000 });

afterEach(() => {
  vi.restoreAllMocks();
});

/** A queue, what it told, and when in relation to its callers. */
function listening(adapter = memory()) {
  const queue = new Queue('q', adapter);
  const told: QueueEvents['task.added'][] = [];
  const off = queue.on('task.added', (event) => told.push(event));
  return { queue, told, off };
}

describe('task.added', () => {
  it('is told of every way to add, before the caller hears of it', async () => {
    const { queue, told } = listening();
    const other = defineTask<number>('other');
    const order: string[] = [];
    queue.on('task.added', ({ id }) => order.push(`told ${id}`));
    const adds = [
      queue.add(job, 1, { id: 'a', delayMs: 5 }),
      queue.add(other, 1, { id: 'b' }),
      queue.add(job, 1, { id: 'c', signal: new AbortController().signal }),
    ];
    await Promise.all(adds.map((add) => add.then((id) => order.push(`resolved ${id}`))));
    for (const id of ['a', 'b', 'c'])
      expect(order.indexOf(`told ${id}`)).toBeLessThan(order.indexOf(`resolved ${id}`));
    const ids = await queue.addAll(job, [1, 2]);
    expect(told.toSorted((one, two) => (one.id < two.id ? -1 : 1))).toMatchObject([
      ...ids.map((id) => ({ id, name: 'job' })),
      { queue: 'q', id: 'a', name: 'job', priority: 7, delayMs: 5, ttrMs: 1000 },
      { queue: 'q', id: 'b', name: 'other', priority: 512, delayMs: 0, ttrMs: 60_000 },
      { queue: 'q', id: 'c', name: 'job' },
    ]);
  });

  it('is not told of what the broker refused, nor to a listener that was removed', async () => {
    const store = memory();
    const refusing = faulty(store, {
      put: async (_queue, tasks) =>
        tasks.map(({ id }) => (id === 'bad' ? new JobQueueError('unavailable', 'not now') : id)),
    });
    const { queue, told, off } = listening(refusing);
    const bad = queue.add(job, 1, { id: 'bad' });
    await Promise.all([expect(bad).rejects.toThrow('not now'), queue.add(job, 2, { id: 'good' })]);
    expect(told.map(({ id }) => id)).toEqual(['good']);
    off();
    await queue.add(job, 3);
    expect(told).toHaveLength(1);
  });

  it('harms no add when a listener throws', async () => {
    const { queue } = listening();
    queue.on('task.added', () => {
      throw new Error('listener');
    });
    const errors: QueueEvents['error'][] = [];
    const off = queue.on('error', (event) => errors.push(event));
    await queue.add(job, 1, { id: 'a' });
    expect(errors).toMatchObject([
      { queue: 'q', error: { message: 'a listener of task.added: listener' } },
    ]);
    off();
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    await queue.add(job, 1, { id: 'b' });
    expect(written).toEqual(['jq queue q: unexpected: a listener of task.added failed: Error\n']);
  });
});
