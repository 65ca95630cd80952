import type { Results } from '@jq/core';
import { describe, expect, test } from 'vitest';

import { scriptsWithFlags } from '../src/broker/scripts/scripts.js';
import { codes, idsOf, pause, task, tasks } from './fixtures.js';
import { now, runs, throughProxy, TIMEOUT_MS } from './through-proxy.js';

describe('a lost reply', () => {
  test('of a put: repeated, and the task is there once', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', [task('warm'), task('up')]);
    void proxy.loseReply(runs('put'));
    expect(await adapter.put('jobs', tasks(3))).toEqual(tasks(3).map(({ id }) => id));
    void proxy.loseReply(runs('putOne'));
    expect(await adapter.put('jobs', [task('single')])).toEqual(['single']);
    expect((await beside.stats('jobs')).ready).toBe(6);
  });

  test.each([
    { puts: 'one task', script: 'putOne', sent: [task('a')] },
    { puts: 'several', script: 'put', sent: [task('a'), task('later', { delayMs: 1 }), task('b')] },
  ] as const)('of a put of $puts, completed since: they do not come back', async (given) => {
    const { adapter, proxy, beside, client } = await throughProxy();
    // A lost answer must not be NOSCRIPT.
    await client.script('LOAD', scriptsWithFlags[given.script].lua);
    await adapter.put('jobs', [task('named')]);
    const lost = proxy.loseReply(runs(given.script));
    const putting = adapter.put('jobs', given.sent);
    await lost;
    proxy.refuse();
    let left = given.sent.length + 1;
    await expect
      .poll(async () => {
        const taken = await beside.reserve(['jobs'], now);
        await beside.complete(taken.map(({ lease }) => lease));
        return (left -= taken.length);
      })
      .toBe(0);
    proxy.heal();
    expect(await putting).toEqual(given.sent.map(({ id }) => id));
    expect(await beside.stats('jobs')).toMatchObject({ ready: 0, delayed: 0 });
    // Only that request was run before.
    expect(await adapter.put('jobs', given.sent)).toEqual(given.sent.map(({ id }) => id));
    expect((await beside.stats('jobs')).ready).toBeGreaterThan(0);
  });

  test('of a remove: ambiguous, as it may have been that', async () => {
    const { adapter, proxy, beside, client } = await throughProxy();
    await client.script('LOAD', scriptsWithFlags.remove.lua);
    await adapter.put('jobs', [task('a')]);
    void proxy.loseReply(runs('remove'));
    expect(codes(await adapter.remove('jobs', ['a']))).toEqual(['ambiguous']);
    expect((await beside.stats('jobs')).ready).toBe(0);
    expect(codes(await adapter.remove('jobs', ['a']))).toEqual(['not-found']);
  });

  test.each(['complete', 'retry', 'hold'] as const)('of a %s: answered as done', async (verb) => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', [task('a')]);
    const [taken] = await adapter.reserve(['jobs'], now);
    const { lease } = taken as NonNullable<typeof taken>;
    void proxy.loseReply(runs(verb === 'complete' ? 'cycle' : verb));
    const results = await (verb === 'retry'
      ? adapter.retry([{ lease, delayMs: 0 }])
      : adapter[verb]([lease]));
    expect(codes(results)).toEqual(['ok']);
    const { ready, reserved, held } = await beside.stats('jobs');
    expect({ ready, reserved, held }).toEqual({
      ready: verb === 'retry' ? 1 : 0,
      reserved: 0,
      held: verb === 'hold' ? 1 : 0,
    });
  });

  test.each(['complete', 'retry', 'hold'] as const)(
    'of a %s, asked again after the lease has ended: ambiguous, however often',
    async (verb) => {
      const { adapter, proxy, client } = await throughProxy();
      const name = verb === 'complete' ? 'cycle' : verb;
      await client.script('LOAD', scriptsWithFlags[name].lua);
      await adapter.put('jobs', [task('a', { ttrMs: 1200 })]);
      const [taken] = await adapter.reserve(['jobs'], now);
      const { lease } = taken as NonNullable<typeof taken>;
      const settle = (): Promise<Results> =>
        verb === 'retry' ? adapter.retry([{ lease, delayMs: 0 }]) : adapter[verb]([lease]);
      const lost = proxy.loseReply(runs(name));
      const settling = settle();
      await lost;
      proxy.refuse();
      const ended = { timeout: 10 * TIMEOUT_MS };
      await expect.poll(() => performance.now() > lease.expiresAt, ended).toBe(true);
      proxy.heal();
      expect(codes(await settling)).toEqual(['ambiguous']);
      expect(codes(await settle())).toEqual(['ambiguous']);
      expect(codes(await adapter.touch([lease]))).toEqual(['lease-lost']);
    },
  );

  test('of a complete, after which the id was put again: the new task is not harmed', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', [task('a')]);
    const [taken] = await adapter.reserve(['jobs'], now);
    const lost = proxy.loseReply(runs('cycle'));
    const completing = adapter.complete([(taken as NonNullable<typeof taken>).lease]);
    await lost;
    proxy.refuse();
    await expect.poll(async () => (await beside.stats('jobs')).reserved).toBe(0);
    await beside.put('jobs', [task('a')]);
    proxy.heal();
    expect(codes(await completing)).toEqual(['ok']);
    expect((await beside.stats('jobs')).ready).toBe(1);
  });

  test('of a touch: repeated', async () => {
    const { adapter, proxy } = await throughProxy();
    await adapter.put('jobs', [task('a', { ttrMs: 5000 })]);
    const [taken] = await adapter.reserve(['jobs'], now);
    const { lease } = taken as NonNullable<typeof taken>;
    void proxy.loseReply(runs('touch'));
    expect(codes(await adapter.touch([lease]))).toEqual(['ok']);
    expect(codes(await adapter.complete([lease]))).toEqual(['ok']);
  });

  test('of a reserve: its tasks are given again at once, not after their ttr', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', tasks(3));
    void proxy.loseReply(runs('cycle'));
    const taken = await adapter.reserve(['jobs'], now);
    expect(taken.map(({ lease, attempts }) => [lease.taskId, attempts])).toEqual([
      ['task-0', 2],
      ['task-1', 2],
      ['task-2', 2],
    ]);
    expect(codes(await adapter.complete(taken.map(({ lease }) => lease)))).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
  });

  test('of a wait: the same', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    const waiting = adapter.reserve(['jobs'], { max: 5, waitMs: 20_000 });
    await pause(50);
    void proxy.loseReply(runs('cycle'));
    await pause(1100);
    await beside.put('jobs', tasks(2));
    const taken = await waiting;
    const more = await adapter.reserve(['jobs'], now);
    expect([...idsOf(taken), ...idsOf(more)].toSorted()).toEqual(['task-0', 'task-1']);
  });

  test('that never comes: closing gives back what it gave', async () => {
    const { adapter, proxy, beside } = await throughProxy();
    await adapter.put('jobs', tasks(3));
    const lost = proxy.loseReply(runs('cycle'));
    const reserving = adapter.reserve(['jobs'], now);
    reserving.catch(() => undefined);
    await lost;
    await expect.poll(async () => (await beside.stats('jobs')).reserved).toBe(3);
    proxy.refuse();
    await expect(reserving).rejects.toMatchObject({ code: 'unavailable' });
    proxy.heal();
    await adapter.stats('jobs');
    await adapter.close();
    expect((await beside.stats('jobs')).ready).toBe(3);
  });
});
