import { expect, test } from 'vitest';

import { adapterFor, broker, codes, leasesOf, plain, putPlain, takeAll, task } from './fixtures.js';

test('plain bodies of other producers come byte for byte, under the job number', async () => {
  const { port } = await broker();
  const [adapter, other] = [adapterFor(port), await plain(port)];
  const bodies = ['', 'hello', '{"jq":1}', '\0\r\n', 'jq1 almost\n'];
  const ids: string[] = [];
  for (const body of bodies) ids.push(await putPlain(other, 'jobs', body));
  const taken = await takeAll(adapter, bodies.length);
  expect(taken.map(({ body }) => Buffer.from(body).toString('latin1'))).toEqual(bodies);
  expect(taken.map(({ lease }) => lease.taskId)).toEqual(ids.map((id) => `job:${id}`));
  expect(taken.map(({ attempts, priority }) => [attempts, priority])).toEqual(
    bodies.map(() => [1, 1024]),
  );
  // One second of the server's sixty is kept to be sure.
  expect(taken[0]?.lease.ttrMs).toBe(59_000);
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(bodies.map(() => 'ok'));
});

test('foreign tasks come also where attempts are not asked for', async () => {
  const { port } = await broker();
  const [adapter, other] = [adapterFor(port, { countAttempts: false }), await plain(port)];
  await putPlain(other, 'jobs', 'hello', 5);
  await adapter.put('jobs', [task('ours')]);
  const taken = await takeAll(adapter, 2);
  expect(new Set(taken.map(({ lease }) => lease.ttrMs))).toEqual(new Set([4000, 60_000]));
  expect(taken.map(({ attempts }) => attempts)).toEqual([undefined, undefined]);
  // The priority must be asked for before it can be kept.
  expect(codes(await adapter.hold(leasesOf(taken)))).toEqual(['ok', 'ok']);
  const views = await adapter.held('jobs', 9);
  expect(views.map(({ priority }) => priority)).toEqual([1024, 512]);
});

test('foreign tasks are found by the job number', async () => {
  const { port } = await broker();
  const [adapter, other] = [adapterFor(port), await plain(port)];
  const [first, second] = [await putPlain(other, 'jobs', 'a'), await putPlain(other, 'jobs', 'b')];
  const [view] = await adapter.peek('jobs', 'ready', 1);
  expect(view).toMatchObject({ id: `job:${first}`, ttrMs: 59_000 });
  expect(codes(await adapter.remove('else', [`job:${second}`]))).toEqual(['not-found']);
  expect(codes(await adapter.remove('jobs', [`job:${second}`, 'job:999']))).toEqual([
    'ok',
    'not-found',
  ]);
  expect((await adapter.stats('jobs')).ready).toBe(1);
});

test('other consumers read the header as documented', async () => {
  const { port } = await broker();
  const [adapter, other] = [adapterFor(port), await plain(port)];
  await adapter.put('jobs', [task('mine', { body: Buffer.from('data'), ttrMs: 1500 })]);
  await other.call('watch jobs');
  const { line, body } = await other.call('reserve-with-timeout 0');
  expect(line).toBe('RESERVED 1 18');
  expect(body?.toString()).toBe('jq1 mine 1500\ndata');
});
