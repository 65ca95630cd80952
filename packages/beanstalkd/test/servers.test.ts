import { testSeveralServers } from '@jq/server-tests';
import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  pause,
  subject,
  takeAll,
  task,
} from './fixtures.js';

const times = { answerMs: 2000, connectMs: 1000 };

testSeveralServers({
  subject,
  wakes: { adapterFor: (ports) => adapterFor(ports, times), withinMs: 2000 },
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
