import { type Adapter, defineTask, JobQueueError, memory, Queue } from '@jq/core';
import type { NewTask } from '@jq/core/adapter';
import { describe, expect, it } from 'vitest';

import { declaring, faulty } from '../faulty.js';
import { numeric, schema } from '../schemas.js';

const resize = defineTask<{ file: string }>('resize', { priority: 100, ttrMs: 5000 });
const anything = defineTask<unknown>('anything');

/** A queue that remembers each batch it sends. */
function recording(faults: Partial<Adapter> = {}) {
  const batches: NewTask[][] = [];
  const inner = memory();
  const adapter = faulty(inner, {
    put: (queue, tasks, options) => {
      batches.push([...tasks]);
      return inner.put(queue, tasks, options);
    },
    ...faults,
  });
  const names = (): string[][] =>
    batches.map((batch) =>
      batch.map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { data: string }).data),
    );
  return { batches, names, adapter, queue: new Queue('q', adapter) };
}

describe('add', () => {
  it('puts with the options of the definition, or those given', async () => {
    const { queue, batches } = recording();
    const id = await queue.add(resize, { file: 'a' });
    expect(batches[0]).toEqual([
      { id, body: expect.any(Uint8Array), priority: 100, delayMs: 0, ttrMs: 5000 },
    ]);
    const given = { id: 'mine', priority: 7, delayMs: 8, ttrMs: 9 };
    expect(await queue.add(resize, { file: 'a' }, given)).toBe('mine');
    expect(batches[1]).toEqual([{ ...given, body: expect.any(Uint8Array) }]);
  });

  it('sends the adds of one tick as one batch, each with its own result', async () => {
    const { queue, batches } = recording();
    const results = await Promise.allSettled([
      queue.add(anything, 'a', { id: 'a' }),
      queue.add(anything, 'b', { id: 'b', priority: -1 }),
      queue.add(anything, 1n),
      queue.add(anything, 'c', { id: 'c' }),
    ]);
    expect(batches.map((batch) => batch.length)).toEqual([3]);
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason)),
    ).toEqual([
      'a',
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('priority') }),
      expect.objectContaining({
        code: 'invalid',
        message: expect.stringContaining('task anything'),
      }),
      'c',
    ]);
  });

  it('keeps the order of calls, batches and signals included', async () => {
    const { queue, names } = recording();
    const { signal } = new AbortController();
    await Promise.all([
      queue.add(anything, 'a'),
      queue.add(anything, 'b'),
      queue.addAll(anything, ['c', 'd']),
      queue.add(anything, 'e'),
      queue.add(anything, 'f', { signal }),
      queue.add(anything, 'g'),
    ]);
    expect(names()).toEqual([['a', 'b'], ['c', 'd'], ['e'], ['f'], ['g']]);
  });

  it('rejects every add of a batch that failed as a whole', async () => {
    const put = () => Promise.reject(new Error('disk on fire'));
    const { queue } = recording({ put });
    for (const result of await Promise.allSettled([queue.add(anything, 1), queue.add(anything, 2)]))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unexpected' } });
  });

  it('never hangs on an adapter that answers too little', async () => {
    const { queue } = recording({ put: () => Promise.resolve([]) });
    await expect(queue.add(anything, 1)).rejects.toMatchObject({ code: 'unexpected' });
    expect(await queue.addEach(anything, [1])).toEqual([expect.any(JobQueueError)]);
  });

  it('passes a signal on', async () => {
    const { queue } = recording();
    const signal = AbortSignal.abort();
    await expect(queue.add(anything, 1, { signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(queue.addAll(anything, [1], { signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('refuses an option it does not know', async () => {
    const { queue } = recording();
    const options = { delay: 5 } as object;
    await expect(queue.add(anything, 1, options)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('"delay"'),
    });
  });

  it('refuses what the adapter cannot do, instead of dropping it', async () => {
    const adapter = declaring(memory(), { rules: { DELAY: 'unsupported', ORDER: 'unsupported' } });
    const queue = new Queue('q', adapter);
    for (const options of [{ delayMs: 1 }, { priority: 1 }])
      await expect(queue.add(anything, 1, options)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(queue.add(anything, 1)).resolves.toBeTypeOf('string');
  });
});

describe('addAll', () => {
  it('resolves with the ids, in the order of the data', async () => {
    const { queue, batches } = recording();
    const ids = await queue.addAll(anything, ['a', 'b']);
    expect(ids).toEqual(batches.flat().map(({ id }) => id));
  });

  it('rejects when one task was not added, and says which were', async () => {
    const { queue, names } = recording();
    const error = await queue.addAll(anything, ['a', () => 1, 'b']).catch((thrown) => thrown);
    expect(names()).toEqual([['a', 'b']]);
    expect(error).toMatchObject({
      code: 'incomplete',
      message: expect.stringMatching(
        /^1 of 3 tasks anything were not added, .* at index 1: data of task anything/,
      ),
      cause: { code: 'invalid' },
      results: [
        expect.any(String),
        expect.objectContaining({ code: 'invalid' }),
        expect.any(String),
      ],
    });
    expect(JobQueueError.is(error)).toBe(true);
  });

  it.each<[string, Adapter['put']]>([
    ['the call fails', () => Promise.reject(new JobQueueError('unavailable', 'away'))],
    [
      'each task fails',
      async (_queue, tasks) => tasks.map(() => new JobQueueError('unavailable', 'away')),
    ],
  ])('tells a broker that is away by its code, whether %s', async (_, put) => {
    const { queue } = recording({ put });
    const away = expect.objectContaining({ code: 'unavailable' });
    await expect(queue.addAll(anything, [1, 2])).rejects.toMatchObject({
      code: 'unavailable',
      results: [away, away],
    });
    expect(await queue.addEach(anything, [1, 2])).toEqual([away, away]);
  });

  it('is incomplete where none was added, but for several reasons', async () => {
    const { queue } = recording({
      put: () => Promise.reject(new JobQueueError('unavailable', '')),
    });
    await expect(queue.addAll(anything, [1, () => 1])).rejects.toMatchObject({
      code: 'incomplete',
      results: [{ code: 'unavailable' }, { code: 'invalid' }],
    });
  });

  it('tries nothing with an id that all would share', async () => {
    const { queue } = recording();
    const options = { id: 'x' } as object;
    for (const verb of ['addAll', 'addEach'] as const) {
      const error = await queue[verb](anything, [1], options).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'invalid' });
      expect(error).not.toHaveProperty('results');
    }
  });

  it('sends many in several batches, the first before the last is made', async () => {
    const { queue, names } = recording();
    const data = Array.from({ length: 120 }, (_, i) => `task-${i}`);
    const results = await queue.addAll(anything, data);
    expect(new Set(results).size).toBe(data.length);
    expect(names().length).toBeGreaterThan(1);
    expect(names().flat()).toEqual(data);
  });

  it('tells which tasks a failed batch cost, where others succeeded', async () => {
    const inner = memory();
    const sizes: number[] = [];
    const adapter = faulty(inner, {
      put: (queue, tasks, options) => {
        sizes.push(tasks.length);
        if (sizes.length > 1) return Promise.reject(new Error('disk on fire'));
        return inner.put(queue, tasks, options);
      },
    });
    const results = await new Queue('q', adapter).addEach(anything, Array(120).fill('a'));
    const added = results.filter((result) => typeof result === 'string');
    expect(added).toHaveLength(sizes[0] ?? 0);
    expect(results.slice(added.length)).toEqual(
      Array(120 - added.length).fill(expect.objectContaining({ code: 'unexpected' })),
    );
  });

  it('sends nothing for nothing', async () => {
    const { queue, batches } = recording();
    expect(await queue.addAll(anything, [])).toEqual([]);
    expect(await queue.addEach(anything, [])).toEqual([]);
    expect(batches).toEqual([]);
  });
});

describe('a schema', () => {
  it.each(['sync', 'async'] as const)(
    'is asked at add (%s); what was given travels',
    async (kind) => {
      const { queue, names } = recording();
      const count = defineTask('count', {
        data: schema(
          (text: string) => (/^\d+$/.test(text) ? Number(text) : { issues: [{ message: 'no' }] }),
          kind,
        ),
      });
      await queue.add(count, '12');
      expect(names()).toEqual([['12']]);
      await expect(queue.add(count, 'x')).rejects.toMatchObject({
        code: 'invalid',
        message: 'data of task count does not fit its schema: no',
      });
      expect(await queue.addEach(count, ['1', 'x'])).toEqual([
        expect.any(String),
        expect.objectContaining({ code: 'invalid' }),
      ]);
    },
  );

  it('says where the data is wrong', async () => {
    const { queue } = recording();
    const count = defineTask('count', { data: numeric });
    await expect(queue.add(count, 'x')).rejects.toThrow('n.0: not a number');
  });
});

describe('context', () => {
  it('is captured by the queue and completed by the call', async () => {
    const inner = memory();
    const queue = new Queue('q', inner, { context: () => ({ trace: 't1', lang: 'en' }) });
    await queue.add(anything, 1);
    await queue.add(anything, 2, { context: { lang: 'de' } });
    expect((await queue.peek('ready', 2)).map(({ message }) => message)).toMatchObject([
      { context: { trace: 't1', lang: 'en' } },
      { context: { trace: 't1', lang: 'de' } },
    ]);
  });
});

describe('close', () => {
  it('waits for the adds under way, then refuses more', async () => {
    const steps: string[] = [];
    const { queue } = recording({
      put: async (_queue, tasks) => {
        await new Promise((resolve) => setImmediate(resolve));
        steps.push('put');
        return tasks.map((task) => task.id);
      },
      close: async () => void steps.push('close'),
    });
    const slow = defineTask('slow', { data: schema((value: string) => value, 'async') });
    const adds = [queue.add(anything, 1), queue.add(slow, 'x')].map((add) =>
      add.then(() => steps.push('added')),
    );
    const closing = queue.close();
    expect(queue.close()).toBe(closing);
    await Promise.all([...adds, closing]);
    expect(steps.toSorted()).toEqual(['added', 'added', 'close', 'put', 'put']);
    expect(steps.at(-1)).toBe('close');
    await expect(queue.add(anything, 1)).rejects.toMatchObject({ code: 'closed' });
    await expect(queue.addAll(anything, [1])).rejects.toMatchObject({ code: 'closed' });
    await expect(queue.stats()).rejects.toMatchObject({ code: 'closed' });
  });
});
