import { testBrokenConnections, testGoneServer, throughProxy } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { codes, idsOf, leasesOf, pause, subject, takeAll, task, tasks } from './fixtures.js';

const ANSWER_MS = 1000;
const now = { max: 10, waitMs: 0 };

const sends = (command: string) => (request: Buffer) => request.includes(command);

testGoneServer({ subject, patientMs: ANSWER_MS });
testBrokenConnections({ subject, puts: sends('put '), trickyBody: '\r\nOK 3\r\n' });

test('the leases of a cut connection are lost and say so; the tasks are for others at once', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', tasks(4));
  const leases = leasesOf(await takeAll(adapter, 4));
  proxy.cut();
  expect(await takeAll(beside, 4)).toHaveLength(4);
  const [one, two, three, four] = leases;
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four');
  expect(codes(await adapter.touch([one]))).toEqual(['lease-lost']);
  expect(codes(await adapter.complete([two]))).toEqual(['lease-lost']);
  expect(codes(await adapter.retry([{ lease: three, delayMs: 0 }]))).toEqual(['lease-lost']);
  expect(codes(await adapter.hold([four]))).toEqual(['lease-lost']);
  expect(await beside.stats('jobs')).toMatchObject({ reserved: 4, ready: 0, held: 0 });
});

test('a completion whose answer was lost is ambiguous once, and lost after that', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  void proxy.loseReply(sends('delete '));
  expect(codes(await adapter.complete(leases))).toEqual(['ambiguous']);
  expect(codes(await adapter.complete(leases))).toEqual(['lease-lost']);
  expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
});

test('a reserve whose answer was lost gives its task to others', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', [task('a')]);
  void proxy.loseReply(sends('reserve-with-timeout'));
  await expect(adapter.reserve(['jobs'], now)).rejects.toMatchObject({ code: 'unavailable' });
  const [got] = await takeAll(beside, 1);
  expect(got).toMatchObject({ attempts: 2, lease: { taskId: 'a' } });
});

test('a half-open connection is found out, by the command that gets no answer', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  proxy.halfOpen('server');
  // The server gave the task to others when its end of the connection ended.
  expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
  expect(codes(await adapter.touch(leases))).toEqual(['ambiguous']);
  expect(codes(await adapter.touch(leases))).toEqual(['lease-lost']);
});

test('a wait whose server does not know that it is gone gives its task to others when the server learns it', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await pause(50);
  proxy.halfOpen('client');
  // Our end is gone: the wait goes on over another connection, beside the one the server still
  // believes in.
  await beside.put('jobs', [task('a'), task('b')]);
  const taken = idsOf(await waiting);
  proxy.cut();
  taken.push(...idsOf(await takeAll(beside, 1)));
  expect(taken.toSorted()).toEqual(['a', 'b']);
});

test('commands that never left are sent over the next connection', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  proxy.cut();
  // The adapter does not know yet: the first may leave over the dead connection, the second can't.
  const first = await adapter.put('jobs', [task('a')]);
  expect(['ok', 'ambiguous', 'unavailable']).toContain(codes(first)[0]);
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
  expect(idsOf(await takeAll(beside, 1))).toHaveLength(1);
});
