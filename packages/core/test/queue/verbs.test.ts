import { type Adapter, defineTask, memory, Queue } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { declaring, faulty } from '../faulty.js';

const note = defineTask<string>('note');

describe('admin verbs', () => {
  it('give up when their signal has fired, pause and resume as well', async () => {
    const queue = new Queue('q', memory());
    const options = { signal: AbortSignal.abort() };
    const aborted = { code: 'aborted' };
    await expect(queue.pause(1000, options)).rejects.toMatchObject(aborted);
    await expect(queue.resume(options)).rejects.toMatchObject(aborted);
    await expect(queue.purge('ready', options)).rejects.toMatchObject(aborted);
    expect(await queue.stats()).toMatchObject({ paused: false });
  });

  it('show, count and free tasks', async () => {
    const adapter = memory();
    const queue = new Queue('q', adapter);
    await queue.add(note, 'a', { id: 'a', context: { lang: 'de' } });
    await queue.add(note, 'b', { id: 'b', delayMs: 60_000 });
    await adapter.put('q', [
      { id: 'x', body: Buffer.from('?'), priority: 0, delayMs: 0, ttrMs: 60_000 },
    ]);
    expect(await queue.peek('ready', 5)).toMatchObject([
      { id: 'x', message: { undecodable: expect.stringContaining('JSON') } },
      { id: 'a', message: { task: 'note', data: 'a', context: { lang: 'de' } } },
    ]);
    const [first] = await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    if (first === undefined) throw new Error('nothing reserved');
    await adapter.hold([first.lease]);
    expect(await queue.stats()).toEqual({
      ready: 1,
      delayed: 1,
      reserved: 0,
      held: 1,
      paused: false,
    });
    expect(await queue.unhold({ max: 5 })).toBe(1);
    expect(await queue.remove(['b', 'nobody'])).toEqual([
      undefined,
      expect.objectContaining({ code: 'not-found' }),
    ]);
    expect(await queue.purge('ready')).toBe(2);
  });

  it('pause until resumed, or for a while', async () => {
    const queue = new Queue('q', memory());
    await queue.pause();
    expect(await queue.stats()).toMatchObject({ paused: true });
    await queue.resume();
    expect(await queue.stats()).toMatchObject({ paused: false });
    await queue.pause(60_000);
    expect(await queue.stats()).toMatchObject({ paused: true });
  });
});

describe('an adapter without them', () => {
  const bare = declaring(memory(), {
    peek: ['ready'],
    purge: ['held'],
    rules: {
      STATS: 'unsupported',
      HOLD: 'unsupported',
      REMOVE: 'unsupported',
      PAUSE: 'unsupported',
    },
  });
  const queue = new Queue('q', bare);

  it.each<[string, () => Promise<unknown>]>([
    ['STATS', () => queue.stats()],
    ['HOLD', () => queue.unhold({ max: 1 })],
    ['REMOVE', () => queue.remove(['a'])],
    ['PAUSE', () => queue.pause()],
    ['PAUSE', () => queue.resume()],
    ['peek "held"', () => queue.peek('held')],
    ['purge "ready"', () => queue.purge('ready')],
  ])('answers unsupported: %s', async (named, call) => {
    await expect(call()).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(named),
    });
  });

  it('is refused at once by a program that says what it needs', () => {
    expect(() => new Queue('q', bare, { needs: ['PEEK'] })).not.toThrow();
    expect(() => new Queue('q', bare, { needs: ['PEEK', 'PAUSE'] })).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('PAUSE') }),
    );
  });

  it('is refused at once when it contradicts itself', () => {
    const lying: Adapter = faulty(memory() as Adapter, { peek: undefined } as object);
    expect(() => new Queue('q', lying)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('peek') }),
    );
  });
});

it('refuses a bad queue name', () => {
  expect(() => new Queue('no spaces', memory())).toThrow(
    expect.objectContaining({ code: 'invalid' }),
  );
});
