import { expect, test } from 'vitest';

import { PACKET, request } from '../src/broker/packets.js';
import {
  adapterFor,
  broker,
  codes,
  countsOf,
  grabPlain,
  idsOf,
  leasesOf,
  pause,
  plain,
  putPlain,
  takeAll,
  task,
  tasks,
  until,
} from './fixtures.js';

test('a future task of a queue hides none of its ready ones, whatever their level', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [
    task('later', { delayMs: 3_600_000 }),
    task('low', { priority: 4_000_000_000 }),
    task('normal'),
    task('high', { priority: 0 }),
  ]);
  expect(idsOf(await takeAll(adapter, 3))).toEqual(['high', 'normal', 'low']);
  expect(await adapter.stats('jobs')).toMatchObject({ ready: 0, reserved: 3, delayed: 1 });
});

test('thresholds decide which priorities are high and low', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { thresholds: [9, 19] });
  await adapter.put('jobs', [
    task('low', { priority: 20 }),
    task('normal', { priority: 19 }),
    task('high', { priority: 9 }),
  ]);
  const taken = await takeAll(adapter, 3);
  expect(idsOf(taken)).toEqual(['high', 'normal', 'low']);
  // Exact within the task, though not in the order.
  expect(taken.map(({ priority }) => priority)).toEqual([9, 19, 20]);
});

test('a delayed task keeps its priority when it is due', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('delayed', { delayMs: 1, priority: 0 }), task('ready')]);
  await until('due', async () => (await adapter.stats('jobs')).ready === 2);
  expect(idsOf(await takeAll(adapter, 2))).toEqual(['delayed', 'ready']);
});

test('a retry under way is not joined with the job that runs: the task comes again', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a')]);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const taken = await takeAll(adapter, 1);
    expect(taken[0]).toMatchObject({ attempts: attempt, lease: { taskId: 'a' } });
    expect(
      codes(await adapter.retry(leasesOf(taken).map((lease) => ({ lease, delayMs: 0 })))),
    ).toEqual(['ok']);
  }
  expect(await countsOf(port, 'jobs')).toEqual([1, 0]);
});

test('every job has a unique id of at most 63 bytes, none is the command "-"', async () => {
  const { port } = await broker();
  const [adapter, worker] = [adapterFor(port), await plain(port, 'worker')];
  const ids = ['-', '--', 'a#b', 'x'.repeat(63)];
  await adapter.put(
    'jobs',
    ids.map((id) => task(id)),
  );
  const uniques: string[] = [];
  for (const _ of ids) uniques.push((await grabPlain(worker, 'jobs'))?.unique ?? '');
  expect(uniques[0]).toMatch(/^-#.{8}$/);
  expect(uniques.slice(1)).toEqual(ids.slice(1));
  worker.destroy();
  // Copies have others, so that none is joined with its original.
  const taken = await takeAll(adapter, ids.length);
  expect(new Set(idsOf(taken))).toEqual(new Set(ids));
  await adapter.retry(leasesOf(taken).map((lease) => ({ lease, delayMs: 0 })));
  const another = await plain(port, 'worker');
  for (const _ of ids) {
    const job = await grabPlain(another, 'jobs');
    expect(job?.unique).toMatch(/#[\w-]{8}$/);
    expect(job?.unique.length).toBeLessThanOrEqual(63);
  }
});

test('a second put of a task that waits or runs makes no second job', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a')]);
  expect(codes(await adapter.put('jobs', [task('a')]))).toEqual(['ok']);
  expect(await adapter.stats('jobs')).toMatchObject({ ready: 1 });
});

test('jobs of other producers come untouched, also those without an id, and can be held and freed', async () => {
  const { port } = await broker();
  const [adapter, producer] = [adapterFor(port), await plain(port, 'producer')];
  const bodies = ['', 'hello', 'jqf1 almost\n', '\0\u0001', 'jqf1 {"id":7}\nx'];
  for (const [index, body] of bodies.entries())
    await putPlain(producer, 'jobs', index === 1 ? 'their-id' : `#${index}`, body);
  const handle = await putPlain(producer, 'jobs', '', 'nameless');
  const taken = await takeAll(adapter, bodies.length + 1);
  const read = (all: typeof taken) =>
    all.map(
      ({ lease, body }) => [lease.taskId, Buffer.from(body).toString('latin1')] as [string, string],
    );
  const expected: [string, string][] = [
    ...bodies.map((body, index): [string, string] => [
      index === 1 ? 'their-id' : `#${index}`,
      body,
    ]),
    [`job:${handle}`, 'nameless'],
  ];
  expect(read(taken)).toEqual(expected);
  expect(codes(await adapter.hold(leasesOf(taken)))).toEqual(taken.map(() => 'ok'));
  expect(await adapter.stats('jobs')).toMatchObject({ held: 6, ready: 0, reserved: 0 });
  expect(await adapter.unhold('jobs', { max: 99 })).toBe(6);
  expect(new Map(read(await takeAll(adapter, 6)))).toEqual(new Map(expected));
});

test('held jobs of one foreign id are all kept', async () => {
  const { port } = await broker();
  const [adapter, producer] = [adapterFor(port), await plain(port, 'producer')];
  for (const body of ['first', 'second']) {
    await putPlain(producer, 'jobs', 'same', body);
    await adapter.hold(leasesOf(await takeAll(adapter, 1)));
  }
  expect(await adapter.unhold('jobs', { max: 9 })).toBe(2);
  const taken = await takeAll(adapter, 2);
  expect(taken.map(({ body }) => Buffer.from(body).toString())).toEqual(['first', 'second']);
});

test('looking at held tasks, and freeing others, leaves their jobs where they are, without copies', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', tasks(5));
  await adapter.hold(leasesOf(await takeAll(adapter, 5)));
  const before = await heldHandles(port);
  expect(before).toHaveLength(5);
  expect((await adapter.peek('jobs', 'held', 9)).map(({ id }) => id)).toHaveLength(5);
  expect(await adapter.unhold('jobs', { ids: ['nobody'] })).toBe(0);
  expect(await heldHandles(port)).toEqual(before);
  expect(await adapter.unhold('jobs', { max: 1 })).toBe(1);
  const after = await heldHandles(port);
  expect(after).toHaveLength(4);
  expect(before).toEqual(expect.arrayContaining(after));
});

test('a worker that sleeps is woken by a put, long before it would look again', async () => {
  const { port } = await broker();
  const [sleeper, other] = [adapterFor(port, { pollMs: 60_000 }), adapterFor(port)];
  await sleeper.reserve(['jobs'], { max: 1, waitMs: 0 });
  const from = performance.now();
  const waiting = sleeper.reserve(['jobs'], { max: 1, waitMs: 50_000 });
  await pause(50);
  await other.put('jobs', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
  expect(performance.now() - from).toBeLessThan(25_000);
});

test('a worker that sleeps finds a due task, of which the server tells nobody, and not too early', async () => {
  const { port } = await broker();
  const [sleeper, other] = [adapterFor(port), adapterFor(port)];
  const waiting = sleeper.reserve(['jobs'], { max: 1, waitMs: 50_000 });
  await pause(50);
  const from = performance.now();
  await other.put('jobs', [task('a', { delayMs: 300 })]);
  expect(idsOf(await waiting)).toEqual(['a']);
  expect(performance.now() - from).toBeGreaterThanOrEqual(300);
});

test('queues are named without the places where their delayed and held tasks wait', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a'), task('b', { delayMs: 3_600_000 })]);
  await adapter.put('only-delayed', [task('a', { delayMs: 3_600_000 })]);
  await adapter.hold(leasesOf(await takeAll(adapter, 1)));
  await putPlain(await plain(port, 'producer'), 'a name that is no queue', 'x', '');
  expect([...(await adapter.queues())].toSorted()).toEqual(['jobs', 'only-delayed']);
});

/** The jobs that hold tasks; sorted, since each look gives them back in another order. */
async function heldHandles(port: number): Promise<string[]> {
  const worker = await plain(port, 'worker');
  const handles: string[] = [];
  for (let job = await grabPlain(worker, 'jobs-held'); job !== undefined;) {
    handles.push(job.handle);
    job = await grabPlain(worker, 'jobs-held');
  }
  worker.tell(request(PACKET.CANT_DO, 'jobs-held'));
  await worker.call(request(PACKET.ECHO_REQ, 'given back'));
  worker.destroy();
  return handles.toSorted();
}
