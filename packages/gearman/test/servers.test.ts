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

test('reserve takes from all servers, and wakes for either', async () => {
  const [one, two] = [await broker(), await broker()];
  // It looks by itself far too late.
  const both = adapterFor([one.port, two.port], { ...times, pollMs: 60_000 });
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
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(codes(await both.complete(leasesOf(late)))).toEqual(['ok']);
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

test('delayed, held and counted tasks are those of all servers; counting needs all of them', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  for (const port of [one.port, two.port]) {
    const adapter = adapterFor(port);
    await adapter.put('jobs', [task(`held-${port}`), task(`late-${port}`, { delayMs: 3_600_000 })]);
    await adapter.hold(leasesOf(await takeAll(adapter, 1)));
  }
  expect(await both.stats('jobs')).toMatchObject({ delayed: 2, held: 2 });
  expect(await both.unhold('jobs', { ids: [`held-${two.port}`] })).toBe(1);
  expect(await both.unhold('jobs', { max: 9 })).toBe(1);
  expect(await takeAll(both, 2)).toHaveLength(2);
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
