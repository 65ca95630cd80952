import { type Adapter, connect, defineTask, memory, Queue } from '@jq/core';
import { ManualClock, MemoryStore } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { thrownBy } from './thrown-by.js';

const job = defineTask<unknown>('job');
const queue = (): Queue => new Queue('q', memory() as Adapter);
const any = (value: unknown): never => value as never;

describe('the mistakes of a first day', () => {
  const adapter = memory();
  it.each<[string, () => unknown, string]>([
    [
      'an await forgotten',
      () => new Queue('q', any(connect('memory:'))),
      'queue q: adapter is a Promise: await it first, as in await connect(dsn)',
    ],
    [
      'a DSN for an adapter',
      () => new Queue('q', any('redis://user:secret@host')),
      `queue q: adapter is a text: use one, such as memory() or await connect('file:./queue')`,
    ],
    [
      'another queue for an adapter',
      () => new Queue('q', any(new Queue('p', adapter))),
      'queue q: adapter (a Queue) has no open: use one',
    ],
    [
      'no adapter',
      () => new Queue('q', any(undefined)),
      'queue q: adapter undefined: use one, such',
    ],
    [
      'need for needs',
      () => new Queue('q', adapter, { need: [] } as object),
      'queue q: unknown option "need", did you mean needs? Known are codec, context, needs',
    ],
    [
      'a rule that is none',
      () => new Queue('q', adapter, { needs: any(['HOLDS']) }),
      'queue q: needs: unknown rule "HOLDS", did you mean HOLD? Known are DURABLE-PUT',
    ],
    [
      'the name of a task for its definition',
      () => queue().add(any('resize'), 1),
      `queue q: task "resize": use a definition, as of defineTask('resize')`,
    ],
    [
      'delay for delayMs',
      () => queue().add(job, 1, { delay: 5 } as object),
      'task job: unknown option "delay", did you mean delayMs? Known are',
    ],
    [
      'an id for all',
      () => queue().addAll(job, [1], { id: 'x' } as object),
      'task job: option "id": each of many tasks gets an id of its own',
    ],
    ['one id for many', () => queue().remove(any('id')), 'ids "id": use an array'],
    ['text for a number', () => queue().pause(any('1')), 'queue q: pause: forMs "1": use a whole'],
    [
      'ids and max together',
      () => queue().unhold({ max: 1, ids: [] }),
      `unhold {"max":1,"ids":[]}: use { max: 10 } or { ids: ['…'] }`,
    ],
    [
      'more than one may say',
      () => queue().unhold({ max: 1, id: 'a' } as { max: number }),
      'queue q: unhold: unknown option "id", did you mean ids? Known are max, ids',
    ],
    [
      'clok for clock',
      () => memory({ clok: new ManualClock() } as object),
      'memory: unknown option "clok", did you mean clock? Known are clock, store',
    ],
    [
      'two clocks',
      () => memory({ clock: new ManualClock(), store: new MemoryStore(new ManualClock()) }),
      'memory: clock and store: the store has a clock, leave it out',
    ],
    ['options of memory:', () => connect('memory:?clock=1'), 'after "memory:" nothing may follow'],
    ['a number for a DSN', () => connect(any(5)), 'the DSN is a number: use a text, such as'],
    [
      'a client for options',
      () => queue().stats(any(new Map([['password', 'secret']]))),
      'queue q: stats: options (a Map): use an object with signal',
    ],
  ])('%s', async (_, run, text) => {
    const error = await thrownBy(run);
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(text) });
    expect((error as Error).message).not.toContain('secret');
  });

  it('what a context function gives is looked at, too', async () => {
    const odd = new Queue('q', adapter, { context: any(() => 'de') });
    await expect(odd.add(job, 1)).rejects.toThrow('task job: context is of type string: use');
    const late = new Queue('q', adapter, { context: any(async () => ({})) });
    await expect(late.add(job, 1)).rejects.toThrow('context is a Promise: await it first');
  });

  it('an extended Object.prototype is no option', async () => {
    const extended = { delayMs: 5000, id: 'same', needs: ['FOO'], store: 1, priority: -1, ids: 5 };
    try {
      Object.assign(Object.prototype, extended);
      const target = new Queue('q', memory());
      const id = await target.add(job, 1);
      expect(id).not.toBe('same');
      await target.addAll(defineTask<number>('other'), [1], { ttrMs: 1000 });
      expect(await target.stats()).toMatchObject({ ready: 2, delayed: 0 });
      expect(await target.unhold({ max: 1 })).toBe(0);
    } finally {
      for (const name of Object.keys(extended)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});
