import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { Keys } from '../src/broker/scripts/keys.js';
import type { Script } from '../src/broker/scripts/script.js';
import { scripts, scriptsWithFlags } from '../src/broker/scripts/scripts.js';
import { settingsOf } from '../src/options.js';
import { adapterFor, broker, clientFor, idsOf, task, tasks } from './fixtures.js';

test('scripts that the server forgot are sent again', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  // The end of the test may cut off the last one.
  const flush = (): void => void client.script('FLUSH').catch(() => undefined);
  const flushing = setInterval(flush, 1);
  const done: string[] = [];
  for (let turn = 0; turn < 50; turn++) {
    await Promise.all([
      adapter.put('jobs', tasks(5, { priority: turn })),
      adapter.put('jobs', [task(`single-${turn}`)]),
    ]);
    const taken = await adapter.reserve(['jobs'], { max: 10, waitMs: 5000 });
    expect((await adapter.touch(taken.map(({ lease }) => lease))).every((e) => !e)).toBe(true);
    await adapter.complete(taken.map(({ lease }) => lease));
    done.push(...idsOf(taken));
  }
  clearInterval(flushing);
  expect(done).toHaveLength(50 * 6);
});

test('two versions of the scripts work on one queue', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  const keys = new Keys('jq', settingsOf({}).names);
  // Another version: other digests, the same layout.
  const other = (script: Script, args: (string | Buffer)[]): Promise<unknown> => {
    const lua = `${script.lua}-- as another version of the package has it`;
    const sha = createHash('sha1').update(lua).digest('hex');
    expect(sha).not.toBe(script.sha);
    const names = keys.all('jobs', script.parts);
    return client.callBuffer('eval', lua, names.length, ...names, ...args);
  };
  const head = String.fromCharCode(0, 0, 0, 4, 0, 0, 0, 0, 3, 84, 96);
  await adapter.put('jobs', [task('a')]);
  await other(scripts.putOne, ['1', '', '0', '512', head, 'b', 'body']);
  await adapter.put('jobs', [task('c')]);
  const [, , [, token, row]] = (await other(scripts.cycle, ['7', '1', '0', '', '0'])) as [
    number,
    number,
    Buffer[],
  ];
  expect(String(token)).toMatch(/a$/);
  expect(String(row)).toMatch(/a$/);
  const [b] = await adapter.reserve(['jobs'], { max: 1, waitMs: 0 });
  expect(b?.lease.taskId).toBe('b');
  expect(String(b?.body)).toBe('body');
  await other(scripts.retry, [token as Buffer, '0', '']);
  const taken = await adapter.reserve(['jobs'], { max: 9, waitMs: 0 });
  expect(taken.map(({ lease, attempts }) => [lease.taskId, attempts])).toEqual([
    ['a', 2],
    ['c', 1],
  ]);
});

test('a newer layout is refused by every verb and left as it is', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  await adapter.put('jobs', [task('a'), task('b')]);
  const [taken] = await adapter.reserve(['jobs'], { max: 1, waitMs: 0 });
  const { lease } = taken as NonNullable<typeof taken>;
  await client.hset('jq:{jobs}:meta', 'about', '2:s:');
  const before = await client.hgetall('jq:{jobs}:meta');
  const refusal = expect.objectContaining({ code: 'unsupported' });
  expect(await adapter.put('jobs', [task('c')])).toEqual([refusal]);
  expect(await adapter.put('jobs', tasks(3))).toEqual([refusal, refusal, refusal]);
  expect(await adapter.complete([lease])).toEqual([refusal]);
  expect(await adapter.retry([{ lease, delayMs: 0 }])).toEqual([refusal]);
  expect(await adapter.hold([lease])).toEqual([refusal]);
  expect(await adapter.touch([lease])).toEqual([refusal]);
  for (const call of [
    () => adapter.reserve(['jobs'], { max: 1, waitMs: 0 }),
    () => adapter.unhold('jobs', { max: 1 }),
    () => adapter.remove('jobs', ['b']),
    () => adapter.purge('jobs'),
    () => adapter.peek('jobs', 'ready', 1),
    () => adapter.stats('jobs'),
    () => adapter.pause('jobs', 1000),
  ])
    await expect(call()).rejects.toEqual(refusal);
  expect(await client.hgetall('jq:{jobs}:meta')).toEqual(before);
});

test('when memory is full puts are refused and workers go on', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  await adapter.put('jobs', tasks(500));
  await client.config('SET', 'maxmemory', '1');
  expect(await adapter.put('jobs', [task('more')])).toEqual([
    expect.objectContaining({ code: 'unavailable' }),
  ]);
  let done = 0;
  for (;;) {
    const taken = await adapter.reserve(['jobs'], { max: 100, waitMs: 0 });
    if (taken.length === 0) break;
    const [held, retried, ...rest] = taken.map(({ lease }) => lease);
    if (held === undefined || retried === undefined) throw new Error('too few');
    expect(await adapter.hold([held])).toEqual([undefined]);
    expect(await adapter.retry([{ lease: retried, delayMs: 60_000 }])).toEqual([undefined]);
    expect((await adapter.complete(rest)).every((error) => error === undefined)).toBe(true);
    done += rest.length;
  }
  expect(done).toBe(490);
  await client.config('SET', 'maxmemory', '0');
  expect(await adapter.put('jobs', [task('more')])).toEqual(['more']);
});

test('keys that hold something else are told apart from tasks', async () => {
  const { port } = await broker();
  const [adapter, client] = [adapterFor(port), clientFor(port)];
  await client.set('jq:{jobs}:ready', 'somebody else');
  expect(await adapter.put('jobs', [task('a')])).toEqual([
    expect.objectContaining({ code: 'invalid' }),
  ]);
});

test('every script has a digest of its own, with and without flags', () => {
  const all = [...Object.values(scripts), ...Object.values(scriptsWithFlags)];
  expect(new Set(all.map(({ sha }) => sha)).size).toBe(
    2 * Object.keys(scripts).length - 2, // both kinds of put are the same in both
  );
});
