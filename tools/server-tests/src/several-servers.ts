import { idsOf, leasesOf, outcomes, task, tasks } from '@jq/contract/tasks';
import { expect, test } from 'vitest';

import type { Subject, Verbs } from './subject.js';
import { pause, takeAll } from './taking.js';

const times = { answerMs: 2000, connectMs: 1000 };

export interface SeveralServers {
  readonly subject: Subject;
  /**
   * An adapter that hears of a task only from the server that has it, and how soon it must, in
   * milliseconds.
   */
  readonly wakes: {
    readonly adapterFor: (ports: readonly number[]) => Verbs;
    readonly withinMs: number;
  };
}

/** What an adapter does with a list of servers. */
export function testSeveralServers(options: SeveralServers): void {
  testOrder(options);
  testWakes(options);
  testRest(options);
  testOpen(options);
}

function testOrder({ subject }: SeveralServers): void {
  const { broker, adapterFor } = subject;
  test('tasks go to the first server, and to the next when that is gone', async () => {
    const [one, two] = [await broker(), await broker()];
    const both = adapterFor([one.port, two.port], times);
    const second = adapterFor(two.port);
    expect(outcomes(await both.put('jobs', tasks(3)))).toEqual(['ok', 'ok', 'ok']);
    expect(await second.stats('jobs')).toMatchObject({ ready: 0 });
    await one.kill9();
    // What left over the dying connection may be in doubt; what follows is not.
    await both.put('jobs', [task('in-doubt')]);
    expect(outcomes(await both.put('jobs', tasks(3)))).toEqual(['ok', 'ok', 'ok']);
    expect((await second.stats('jobs')).ready).toBeGreaterThanOrEqual(3);
    await one.restart();
    while ((await adapterFor(one.port).stats('jobs')).ready === 0)
      await both.put('jobs', [task(`back-${performance.now()}`)]);
  });
}

function testWakes({ subject, wakes }: SeveralServers): void {
  const { broker, adapterFor } = subject;
  test('reserve takes from all servers, and wakes for either', async () => {
    const [one, two] = [await broker(), await broker()];
    const both = wakes.adapterFor([one.port, two.port]);
    const [first, second] = [adapterFor(one.port), adapterFor(two.port)];
    await first.put('jobs', [task('on-one')]);
    await second.put('jobs', [task('on-two')]);
    const taken = await takeAll(both, 2);
    expect(new Set(idsOf(taken))).toEqual(new Set(['on-one', 'on-two']));
    expect(outcomes(await both.complete(leasesOf(taken)))).toEqual(['ok', 'ok']);
    for (const producer of [first, second, second, first]) {
      const waiting = both.reserve(['jobs'], { max: 1, waitMs: 20_000 });
      await pause(30);
      await producer.put('jobs', [task('late')]);
      const from = performance.now();
      const late = await waiting;
      expect(performance.now() - from).toBeLessThan(wakes.withinMs);
      expect(outcomes(await both.complete(leasesOf(late)))).toEqual(['ok']);
    }
  });
}

function testRest({ subject }: SeveralServers): void {
  const { broker, adapterFor } = subject;
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
}

function testOpen({ subject }: SeveralServers): void {
  const { broker, adapterFor } = subject;
  test('open needs one server, not all', async () => {
    const [one, two] = [await broker(), await broker()];
    await two.kill9();
    await adapterFor([two.port, one.port], times).open();
    await one.kill9();
    await expect(adapterFor([two.port, one.port], times).open()).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
}
