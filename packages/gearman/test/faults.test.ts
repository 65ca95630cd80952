import { testBrokenConnections, testGoneServer, throughProxy } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { codes, idsOf, leasesOf, pause, subject, takeAll, task, tasks } from './fixtures.js';

const ANSWER_MS = 1000;

/** A packet of this type to the server. */
const sends = (type: number) => (request: Buffer) =>
  request.includes(Buffer.from([0, 0x52, 0x45, 0x51, 0, 0, 0, type]));
const SUBMIT = 18;
const ECHO = 16;
const GRAB = 30;

testGoneServer({ subject, patientMs: 20_000 });
testBrokenConnections({ subject, puts: sends(SUBMIT), trickyBody: '\0RES\r\n' });

test('the leases of a cut connection are lost and say so; the tasks are for others at once', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', tasks(4));
  const leases = leasesOf(await takeAll(adapter, 4));
  proxy.cut();
  expect(await takeAll(beside, 4)).toHaveLength(4);
  const [one, two, three] = leases;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three');
  expect(codes(await adapter.complete([one]))).toEqual(['lease-lost']);
  await adapter.retry([{ lease: two, delayMs: 0 }]);
  await adapter.hold([three]);
  // What was settled in vain left copies at most; those that others have are still theirs.
  expect((await beside.stats('jobs')).reserved).toBe(4);
});

test('a completion whose answer was lost is ambiguous, and was done', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  void proxy.loseReply(sends(ECHO));
  expect(codes(await adapter.complete(leases))).toEqual(['ambiguous']);
  expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
});

test('a reserve whose answer was lost takes the task over another connection', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', [task('a')]);
  const lost = proxy.loseReply(sends(GRAB));
  const taken = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await lost;
  expect(idsOf(await taken)).toEqual(['a']);
  expect(await beside.stats('jobs')).toMatchObject({ ready: 0, reserved: 1 });
});

test('an abort does not wait for an answer that does not come', async () => {
  const answerMs = 20_000;
  const { adapter, proxy } = await throughProxy(subject, answerMs);
  const controller = new AbortController();
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 60_000, signal: controller.signal });
  await pause(50);
  proxy.blackHole();
  const from = performance.now();
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  expect(performance.now() - from).toBeLessThan(answerMs);
});

test('a half-open connection is found out, and its task is for others', async () => {
  const { adapter, proxy, beside } = await throughProxy(subject, ANSWER_MS);
  await beside.put('jobs', [task('a')]);
  const leases = leasesOf(await takeAll(adapter, 1));
  proxy.halfOpen('server');
  // The server gave the task to others when its end of the connection ended.
  expect(idsOf(await takeAll(beside, 1))).toEqual(['a']);
  expect(codes(await adapter.complete(leases))).toEqual(['ambiguous']);
  expect(await beside.stats('jobs')).toMatchObject({ reserved: 1 });
});
