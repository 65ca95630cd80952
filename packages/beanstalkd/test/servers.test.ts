import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  pause,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

const times = { answerMs: 2000, connectMs: 1000 };

test('tasks go to the first server, and to the next when that is gone', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  const second = adapterFor(two.port);
  expect(codes(await both.put('jobs', tasks(3)))).toEqual(['ok', 'ok', 'ok']);
  expect(await second.stats('jobs')).toMatchObject({ ready: 0 });
  await one.kill9();
  // What left over the dying connection may be in doubt; what follows is not.
  await both.put('jobs', [task('in-doubt')]);
  expect(codes(await both.put('jobs', tasks(3)))).toEqual(['ok', 'ok', 'ok']);
  expect((await second.stats('jobs')).ready).toBeGreaterThanOrEqual(3);
  await one.restart();
  while ((await adapterFor(one.port).stats('jobs')).ready === 0)
    await both.put('jobs', [task(`back-${performance.now()}`)]);
});

test('a server that is draining passes its tasks on', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  await both.put('jobs', [task('a')]);
  process.kill(one.pid, 'SIGUSR1');
  while ((await adapterFor(two.port).stats('jobs')).ready === 0)
    expect(codes(await both.put('jobs', [task(`b-${performance.now()}`)]))).toEqual(['ok']);
  const alone = adapterFor(one.port, times);
  expect(codes(await alone.put('jobs', [task('c')]))).toEqual(['unavailable']);
  // The number of the newest job is learnt by putting one.
  await expect(alone.peek('jobs', 'ready', 9)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await alone.peek('jobs', 'ready', 1)).toHaveLength(1);
  expect(idsOf(await takeAll(alone, 1))).toEqual(['a']);
});

test('reserve takes from all servers, and wakes for either', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  const [first, second] = [adapterFor(one.port), adapterFor(two.port)];
  await first.put('jobs', [task('on-one')]);
  await second.put('jobs', [task('on-two')]);
  const taken = await takeAll(both, 2);
  expect(new Set(idsOf(taken))).toEqual(new Set(['on-one', 'on-two']));
  expect(codes(await both.complete(leasesOf(taken)))).toEqual(['ok', 'ok']);
  for (const producer of [first, second, second, first]) {
    const waiting = both.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    await pause(30);
    await producer.put('jobs', [task('late')]);
    const from = performance.now();
    const late = await waiting;
    expect(performance.now() - from).toBeLessThan(2000);
    expect(codes(await both.complete(leasesOf(late)))).toEqual(['ok']);
  }
});

test('when both have something at the same moment nothing is stranded', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  const [first, second] = [adapterFor(one.port), adapterFor(two.port)];
  for (let round = 0; round < 10; round += 1) {
    const waiting = both.reserve(['jobs'], { max: 1, waitMs: 20_000 });
    await pause(20);
    await Promise.all([first.put('jobs', [task('x')]), second.put('jobs', [task('y')])]);
    const taken = [...(await waiting)];
    expect(taken).toHaveLength(1);
    taken.push(...(await takeAll(both, 1)));
    expect(codes(await both.complete(leasesOf(taken)))).toEqual(['ok', 'ok']);
  }
});

test('workers go on with the servers that are left, and come back', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  const second = adapterFor(two.port);
  await both.open();
  const waiting = both.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await pause(30);
  await one.kill9();
  await second.put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
  await one.restart();
  const first = adapterFor(one.port);
  await first.put('jobs', [task('b')]);
  expect(idsOf(await takeAll(both, 1))).toEqual(['b']);
});

test('operators see all servers, or are told which one is missing', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  const [first, second] = [adapterFor(one.port), adapterFor(two.port)];
  await first.put('jobs', [task('a'), task('b')]);
  await second.put('jobs', [task('c'), task('d')]);
  await second.put('other', [task('e')]);
  expect(await both.stats('jobs')).toMatchObject({ ready: 4 });
  expect(await both.queues()).toEqual(['jobs', 'other']);
  expect((await both.peek('jobs', 'ready', 9)).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(codes(await both.remove('jobs', ['d', 'nowhere', 'a']))).toEqual([
    'ok',
    'not-found',
    'ok',
  ]);
  await both.hold(leasesOf(await takeAll(both, 2)));
  expect(await both.unhold('jobs', { ids: ['b'] })).toBe(1);
  expect(await both.unhold('jobs', { max: 9 })).toBe(1);
  expect(await both.purge('jobs')).toBe(2);
  await two.kill9();
  await expect(both.stats('jobs')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(String(two.port)) as string,
  });
});

test('open needs one server, not all', async () => {
  const [one, two] = [await broker(), await broker()];
  await two.kill9();
  await adapterFor([two.port, one.port], times).open();
  await one.kill9();
  await expect(adapterFor([two.port, one.port], times).open()).rejects.toMatchObject({
    code: 'unavailable',
  });
});
