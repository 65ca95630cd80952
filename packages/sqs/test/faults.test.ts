import { sqsFaults } from '@jq/brokers';
import { expect, test } from 'vitest';

import { drain, idsOf, leasesOf, outcomes, Stage, task, tasks } from './stage.js';

const { forgetful, internalError, lostReply, lostRequest, partial, throttled } = sqsFaults;

test('entries that failed in passing are sent again by themselves, once each', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  stage.server.next('SendMessageBatch', partial([1, 3]), partial([0]));
  expect(outcomes(await adapter.put('q', tasks(5)))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(stage.count('SendMessageBatch')).toBe(3);
  expect((await drain(adapter, 6)).toSorted()).toEqual(tasks(5).map(({ id }) => id));
});

test('entries that failed for good fail alone, at their index', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  stage.server.next('SendMessageBatch', partial([1], 'InvalidMessageContents'));
  stage.server.always('SendMessageBatch', undefined);
  const results = await adapter.put('q', tasks(3));
  // A fault of the sender is not repeated.
  expect(outcomes(results)).toEqual(['ok', 'invalid', 'ok']);
  expect(stage.count('SendMessageBatch')).toBe(1);
});

test('an entry that the answer left out is ambiguous for a put, and asked again for a delete', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  stage.server.next('SendMessageBatch', forgetful([0]));
  expect(outcomes(await adapter.put('q', tasks(2)))).toEqual(['ambiguous', 'ok']);
  const got = await adapter.reserve(['q'], { max: 10, waitMs: 2000 });
  expect(got).toHaveLength(2);
  stage.server.next('DeleteMessageBatch', forgetful([1]));
  expect(outcomes(await adapter.complete(leasesOf(got)))).toEqual(['ok', 'ok']);
  expect(stage.count('DeleteMessageBatch')).toBe(2);
});

test('throttled and failing requests are repeated with pauses, until the time of the call is over', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 1500 });
  await adapter.put('q', [task('first')]);
  stage.server.next('SendMessageBatch', throttled, internalError, throttled);
  expect(outcomes(await adapter.put('q', [task('second')]))).toEqual(['ok']);
  expect((await drain(adapter, 3)).toSorted()).toEqual(['first', 'second']);
  stage.server.always('SendMessageBatch', throttled);
  const from = performance.now();
  expect(outcomes(await adapter.put('q', [task('third')]))).toEqual(['unavailable']);
  expect(performance.now() - from).toBeLessThan(4000);
  expect(stage.count('SendMessageBatch')).toBeGreaterThan(6);
});

test('a put whose request or reply was lost is sent again: nothing is lost, one may come twice', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  stage.server.next('SendMessageBatch', lostRequest, lostReply);
  expect(outcomes(await adapter.put('q', [task('a')]))).toEqual(['ok']);
  expect(await drain(adapter, 3)).toEqual(['a', 'a']);
});

test('on a FIFO queue it comes once', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ fifo: true });
  stage.server.next('SendMessageBatch', lostRequest, lostReply);
  expect(outcomes(await adapter.put('q', [task('a')]))).toEqual(['ok']);
  expect(await drain(adapter, 2)).toEqual(['a']);
});

test('an answer that never comes ends with `ambiguous`, in time', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ requestMs: 200, timeoutMs: 500 });
  await adapter.put('q', [task('a')]);
  stage.server.always('SendMessageBatch', () => new Promise(() => undefined));
  expect(outcomes(await adapter.put('q', [task('b')]))).toEqual(['ambiguous']);
});

test('a delete whose reply was lost is repeated', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  await adapter.put('q', [task('a')]);
  const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  stage.server.next('DeleteMessageBatch', lostReply, throttled);
  expect(outcomes(await adapter.complete(leasesOf(got)))).toEqual(['ok']);
  expect((await adapter.stats('q')).reserved).toBe(0);
});

test('a complete that SQS does not take can be tried again', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 300 });
  await adapter.put('q', [task('a')]);
  const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  stage.server.always('DeleteMessageBatch', throttled);
  expect(outcomes(await adapter.complete(leasesOf(got)))).toEqual(['unavailable']);
  stage.server.always('DeleteMessageBatch', undefined);
  expect(outcomes(await adapter.complete(leasesOf(got)))).toEqual(['ok']);
});

test('a waiting reserve outlives throttling and broken connections', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ pollMs: 20_000 });
  await adapter.open();
  stage.server.next('ReceiveMessage', throttled, internalError, lostRequest);
  const waiting = adapter.reserve(['q'], { max: 1, waitMs: 10_000 });
  await stage.connect().put('q', [task('a')]);
  expect(idsOf(await waiting)).toEqual(['a']);
});

test('with too many messages in flight a reserve finds nothing, and does not ask all the time', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  await adapter.put('q', tasks(2));
  const [first] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  stage.server.limits.inFlight = 1;
  const before = stage.count('ReceiveMessage');
  expect(await adapter.reserve(['q'], { max: 1, waitMs: 1500 })).toEqual([]);
  expect(stage.count('ReceiveMessage') - before).toBeLessThan(12);
  if (first !== undefined) await adapter.complete([first.lease]);
  expect(await adapter.reserve(['q'], { max: 1, waitMs: 5000 })).toHaveLength(1);
});

test('a queue that is deleted while in use is created again', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 500 });
  await adapter.put('q', [task('a')]);
  await stage.ask('DeleteQueue', { QueueUrl: await stage.urlOf('q') });
  expect(outcomes(await adapter.put('q', [task('b')]))).toEqual(['unavailable']);
  expect(outcomes(await adapter.put('q', [task('c')]))).toEqual(['ok']);
  expect(await drain(adapter, 1)).toEqual(['c']);
});

test('without a server, opening says where it looked, and shows no keys', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({
    timeoutMs: 300,
    credentials: { accessKeyId: 'AKIASECRET', secretAccessKey: 'verysecret' },
  });
  await stage.server.down();
  const error: unknown = await adapter.open().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(String((error as Error).message)).toContain('ECONNREFUSED');
  for (let each: unknown = error; each instanceof Error; each = each.cause)
    expect(`${each.stack}${JSON.stringify(each)}`).not.toMatch(/SECRET|secret/);
});

test('keys that SQS refuses are told as such, without what SQS says about them', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 300 });
  stage.server.always('GetQueueUrl', async () => ({
    status: 403,
    output: {
      __type: 'com.amazonaws.sqs#SignatureDoesNotMatch',
      message: 'The canonical request should have been x-amz-security-token:verysecret',
    },
  }));
  const error: unknown = await adapter.open().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(String(error)).toContain('credentials');
  expect(String(error) + String((error as Error).cause)).not.toContain('verysecret');
});
