import { type Adapter, JobQueueError, memory } from '@jq/core';
import { decorated } from '@jq/core/adapter';
import { expect, it } from 'vitest';

const task = { id: 'x', body: new Uint8Array(), priority: 0, delayMs: 0, ttrMs: 1000 };

it('replaces verbs and passes the others to the adapter, each with its own this', async () => {
  const inner = memory();
  class Counting {
    readonly #adapter: Adapter;
    calls = 0;
    constructor(adapter: Adapter) {
      this.#adapter = adapter;
    }
    put(...args: Parameters<Adapter['put']>): ReturnType<Adapter['put']> {
      this.calls += 1;
      return this.#adapter.put(...args);
    }
  }
  const counting = new Counting(inner);
  const wrapped = decorated<Adapter>(inner, { put: counting.put.bind(counting) });
  expect(await wrapped.put('q', [task])).toEqual(['x']);
  expect(counting.calls).toBe(1);
  expect(await wrapped.reserve(['q'], { max: 1, waitMs: 0 })).toHaveLength(1);
  expect(wrapped.name).toBe('memory');
  expect(wrapped.supports).toBe(inner.supports);
});

it('gives the verbs their own this', async () => {
  const calls = {
    count: 0,
    put(_queue: string, tasks: readonly unknown[]) {
      this.count += tasks.length;
      return Promise.resolve([]);
    },
  };
  await decorated<Adapter>(memory(), calls).put('q', [task]);
  expect(calls.count).toBe(1);
});

it('keeps absent what the adapter lacks, and takes away what is undefined', () => {
  const without = decorated<Adapter>(memory(), { touch: undefined as never });
  expect('touch' in without).toBe(false);
  const asked = decorated<Adapter>(without, { touch: () => Promise.resolve([]) });
  expect('touch' in asked).toBe(false);
  expect('hold' in asked).toBe(true);
});

it('can be put around itself, the last one outermost', async () => {
  const order: string[] = [];
  const layer = (name: string, inner: Adapter): Adapter =>
    decorated(inner, {
      put: (...args) => {
        order.push(name);
        return inner.put(...args);
      },
    });
  await layer('outer', layer('inner', memory())).put('q', [task]);
  expect(order).toEqual(['outer', 'inner']);
});

it('hands on what a verb throws', async () => {
  const wrapped = decorated<Adapter>(memory(), {
    put: () => Promise.reject(new JobQueueError('unavailable', 'not now')),
  });
  await expect(wrapped.put('q', [task])).rejects.toMatchObject({ code: 'unavailable' });
});
