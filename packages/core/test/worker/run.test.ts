import { defineTask, memory, Queue, Worker } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { schema } from '../schemas.js';
import { gate, Stage } from './stage.js';

const note = defineTask<string>('note');

describe('a worker', () => {
  it('shows its handlers what was added', async () => {
    const { queue, ...stage } = new Stage();
    const seen: unknown[] = [];
    const handler = note.handle(({ id, name, queue: from, data, context, attempts, priority }) =>
      seen.push({ id, name, from, data, context, attempts, priority }),
    );
    await queue.add(note, 'a', { id: '1', context: { lang: 'de' }, priority: 7 });
    await queue.add(note, 'b', { id: '2' });
    const worker = new Worker(queue, [handler], { limits: { idle: true }, clock: stage.clock });
    await worker.run();
    const all = { name: 'note', from: 'q', attempts: 1 };
    expect(seen).toEqual([
      { ...all, id: '1', data: 'a', context: { lang: 'de' }, priority: 7 },
      { ...all, id: '2', data: 'b', context: {}, priority: 512 },
    ]);
  });

  it('completes what returns, and waits for promises', async () => {
    const stage = new Stage();
    const sleeper = gate();
    await stage.queue.add(note, 'a');
    const worker = stage.worker([note.handle(() => sleeper.promise)]);
    const run = worker.run();
    await stage.clock.advance(1000);
    expect(await stage.queue.stats()).toMatchObject({ reserved: 1 });
    sleeper.open();
    await stage.clock.advance(0);
    expect(await stage.queue.stats()).toMatchObject({ reserved: 0, ready: 0 });
    expect(stage.events('task.executed')).toMatchObject([{ name: 'note', durationMs: 1000 }]);
    await worker.stop();
    expect(await run).toMatchObject({ reason: 'stopped', completed: 1 });
  });

  it('runs at most as many handlers at once as it may', async () => {
    const stage = new Stage();
    let running = 0;
    let most = 0;
    const handler = note.handle(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
    for (let i = 0; i < 50; i++) await stage.queue.add(note, '');
    await stage.worker([handler], { concurrency: 3, limits: { idle: true } }).run();
    expect(most).toBe(3);
    expect(stage.events('task.executed')).toHaveLength(50);
  });

  it('serves several queues and several kinds of task', async () => {
    const adapter = memory();
    const [a, b] = [new Queue('a', adapter), new Queue('b', adapter)];
    const count = defineTask<number>('count');
    const seen: unknown[] = [];
    await b.add(count, 1);
    await a.add(note, 'x');
    const push = (task: { data: unknown; queue: string }) => seen.push([task.queue, task.data]);
    const handlers = [note.handle(push), count.handle(push)];
    await new Worker([a, b], handlers, { limits: { idle: true }, signals: [] }).run();
    expect(seen).toEqual([
      ['a', 'x'],
      ['b', 1],
    ]);
  });

  it('checks data against the schema again and gives the handler what the schema makes of it', async () => {
    for (const kind of ['sync', 'async'] as const) {
      const stage = new Stage();
      const count = defineTask('count', { data: schema((text: string) => Number(text), kind) });
      const seen: number[] = [];
      await stage.queue.add(count, '12');
      await stage
        .worker([count.handle((task) => seen.push(task.data))], { limits: { idle: true } })
        .run();
      expect(seen).toEqual([12]);
    }
  });

  it('takes a codec that answers later', async () => {
    const adapter = memory();
    const codec = {
      encode: async (message: object) => Buffer.from(JSON.stringify(message)).reverse(),
      decode: async (body: Uint8Array) =>
        JSON.parse(Buffer.from(body).reverse().toString()) as { task: string; data: unknown },
    };
    const queue = new Queue('q', adapter, { codec });
    const seen: string[] = [];
    await queue.add(note, 'secret');
    const handler = note.handle((task) => seen.push(task.data));
    await new Worker(queue, [handler], { limits: { idle: true }, signals: [] }).run();
    expect(seen).toEqual(['secret']);
  });

  it('says what is wrong with its arguments', () => {
    const queue = new Queue('q', memory());
    const handler = note.handle(() => 1);
    const bad: [() => unknown, string][] = [
      [() => new Worker([], [handler]), 'at least one queue'],
      [() => new Worker(queue, []), 'at least one handler'],
      [() => new Worker(queue, [handler, note.handle(() => 2)]), 'two handlers for task note'],
      [() => new Worker(queue, [note] as never), 'not a handler'],
      [() => new Worker([queue, new Queue('p', memory())], [handler]), 'different adapters'],
      [() => new Worker(queue, [handler], { concurrency: 0 }), 'concurrency'],
      [() => new Worker(queue, [handler], { graceMs: -1 }), 'graceMs'],
      [() => new Worker(queue, [handler], { limits: { tasks: 0.5 } }), 'limits.tasks'],
      [() => new Worker(queue, [handler], { treads: 5 } as object), '"treads"'],
    ];
    for (const [make, message] of bad)
      expect(make).toThrow(
        expect.objectContaining({ code: 'invalid', message: expect.stringContaining(message) }),
      );
    const codec = { ...queue.codec };
    const other = new Queue('p', queue.adapter, { codec });
    expect(() => new Worker([queue, other], [handler])).toThrow('different codecs');
    expect(() => new Worker([queue, other], [handler], { codec })).not.toThrow();
  });
});
