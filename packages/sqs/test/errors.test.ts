import { sqsFaults } from '@jq/brokers';
import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test, vi } from 'vitest';

import { failureOf } from '../src/errors.js';
import { sqs } from '../src/index.js';
import { outcomes, Stage, task } from './stage.js';

const { cutAnswer, page, refused, throttled } = sqsFaults;

const answer = (name: string, status = 400, message = ''): object =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const broken = (code: string, message = ''): object => Object.assign(new Error(message), { code });

test.each<[string, object, string, string]>([
  ['OverLimit', answer('OverLimit', 403), 'refused', 'unavailable'],
  ['RequestThrottled', answer('RequestThrottled', 403), 'passing', 'unavailable'],
  ['ThrottlingException', answer('ThrottlingException'), 'passing', 'unavailable'],
  ['Throttling', answer('Throttling'), 'passing', 'unavailable'],
  ['KmsThrottled', answer('KmsThrottled'), 'passing', 'unavailable'],
  ['429', answer('', 429), 'passing', 'unavailable'],
  ['503', answer('', 503), 'passing', 'unavailable'],
  ['InternalError', answer('InternalError', 500), 'passing', 'unavailable'],
  ['InternalFailure', answer('InternalFailure', 500), 'passing', 'unavailable'],
  ['500 without a name', answer('', 500), 'lost', 'unavailable'],
  ['502 of a gateway', answer('', 502), 'lost', 'unavailable'],
  ['504 of a gateway', answer('SyntaxError', 504), 'lost', 'unavailable'],
  ['QueueDoesNotExist', answer('QueueDoesNotExist'), 'refused', 'not-found'],
  [
    'NonExistentQueue with its prefix',
    answer('AWS.SimpleQueueService.NonExistentQueue'),
    'refused',
    'not-found',
  ],
  ['QueueDeletedRecently', answer('QueueDeletedRecently'), 'refused', 'unavailable'],
  ['ReceiptHandleIsInvalid', answer('ReceiptHandleIsInvalid'), 'refused', 'lease-lost'],
  ['MessageNotInflight', answer('MessageNotInflight'), 'refused', 'lease-lost'],
  [
    'an old receipt handle',
    answer('InvalidParameterValue', 400, 'Reason: The receipt handle has expired.'),
    'refused',
    'lease-lost',
  ],
  [
    'a long message',
    answer('InvalidParameterValue', 400, 'Message must be shorter than 262144 bytes.'),
    'refused',
    'too-large',
  ],
  ['BatchRequestTooLong', answer('BatchRequestTooLong'), 'refused', 'too-large'],
  ['InvalidAttributeName', answer('InvalidAttributeName'), 'refused', 'invalid'],
  ['UnsupportedOperation', answer('UnsupportedOperation'), 'refused', 'invalid'],
  ['InvalidMessageContents', answer('InvalidMessageContents'), 'refused', 'invalid'],
  ['UnknownOperationException', answer('UnknownOperationException'), 'refused', 'invalid'],
  ['ExpiredToken', answer('ExpiredToken', 403), 'keys', 'unavailable'],
  ['ExpiredTokenException', answer('ExpiredTokenException'), 'keys', 'unavailable'],
  ['InvalidClientTokenId', answer('InvalidClientTokenId', 403), 'keys', 'unavailable'],
  ['UnrecognizedClientException', answer('UnrecognizedClientException'), 'keys', 'unavailable'],
  ['SignatureDoesNotMatch', answer('SignatureDoesNotMatch', 403), 'keys', 'unavailable'],
  ['InvalidSignatureException', answer('InvalidSignatureException'), 'keys', 'unavailable'],
  ['RequestTimeTooSkewed', answer('RequestTimeTooSkewed', 403), 'keys', 'unavailable'],
  ['MissingAuthenticationToken', answer('MissingAuthenticationToken', 403), 'keys', 'unavailable'],
  ['AccessDenied', answer('AccessDenied', 403), 'refused', 'unavailable'],
  ['AccessDeniedException', answer('AccessDeniedException'), 'refused', 'unavailable'],
  ['KmsAccessDenied', answer('KmsAccessDenied'), 'refused', 'unavailable'],
  ['KmsDisabled', answer('KmsDisabled'), 'refused', 'unavailable'],
  ['KmsNotFound', answer('KmsNotFound'), 'refused', 'unavailable'],
  ['407 of a proxy', answer('SyntaxError', 407), 'refused', 'unavailable'],
  ['something new', answer('NewIn2027'), 'refused', 'unexpected'],
  [
    'no keys',
    Object.assign(new Error(), { name: 'CredentialsProviderError' }),
    'keys',
    'unavailable',
  ],
  ['no server', broken('ECONNREFUSED'), 'passing', 'unavailable'],
  ['no such host', broken('ENOTFOUND'), 'passing', 'unavailable'],
  ['a broken connection', broken('ECONNRESET'), 'lost', 'unavailable'],
  ['an answer that is no HTTP', broken('HPE_INVALID_CONSTANT'), 'lost', 'unavailable'],
  ['a certificate', broken('DEPTH_ZERO_SELF_SIGNED_CERT'), 'refused', 'unavailable'],
  ['TLS with a server without', broken('EPROTO'), 'refused', 'unavailable'],
  [
    'no connection in time',
    Object.assign(
      new Error('the request socket did not establish a connection with the server within 5000 ms'),
      { name: 'TimeoutError' },
    ),
    'passing',
    'unavailable',
  ],
  [
    'no answer in time',
    Object.assign(new Error(), { name: 'TimeoutError' }),
    'lost',
    'unavailable',
  ],
])('%s', (_, thrown, kind, code) => {
  expect(failureOf(thrown, 'SendMessageBatch')).toMatchObject({ kind, error: { code } });
});

test('a put whose answer was cut is ambiguous, a look is only unavailable', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 300 });
  await adapter.put('q', [task('a')]);
  stage.server.always('SendMessageBatch', cutAnswer);
  stage.server.always('GetQueueAttributes', cutAnswer);
  expect(outcomes(await adapter.put('q', [task('b')]))).toEqual(['ambiguous']);
  await expect(adapter.stats('q')).rejects.toMatchObject({ code: 'unavailable' });
});

test('an answer that was cut once is asked for again', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  await adapter.put('q', [task('a')]);
  const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  stage.server.next('DeleteMessageBatch', cutAnswer);
  expect(outcomes(await adapter.complete(got.map(({ lease }) => lease)))).toEqual(['ok']);
});

test.each([
  [200, 'unavailable'],
  [403, 'unavailable'],
  [404, 'unavailable'],
  [503, 'unavailable'],
  // A gateway that gave up: SQS may have had it.
  [502, 'ambiguous'],
  [504, 'ambiguous'],
])('a page with HTTP %i instead of an answer', async (status, code) => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 300 });
  await adapter.put('q', [task('a')]);
  stage.server.always('SendMessageBatch', page(status));
  const results = await adapter.put('q', [task('b')]);
  expect(results).toMatchObject([{ code }]);
  for (let each: unknown = results[0]; each instanceof Error; each = each.cause)
    expect(each.message).not.toContain('doctype');
});

test('what may have been done stays ambiguous when the next try is refused', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  await adapter.put('q', [task('a')]);
  stage.server.next('SendMessageBatch', sqsFaults.lostReply, refused('AccessDenied', 403));
  expect(outcomes(await adapter.put('q', [task('b')]))).toEqual(['ambiguous']);
});

test('at the first connect refused keys and rights are told at once, and without their text', async () => {
  const stage = await Stage.make();
  for (const code of ['ExpiredToken', 'AccessDenied', 'KmsAccessDenied', 'InvalidClientTokenId']) {
    stage.server.always('GetQueueUrl', refused(code, 403));
    const before = stage.count('GetQueueUrl');
    const error: unknown = await stage
      .connect()
      .open()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(String(error)).toContain(code);
    expect(String(error)).not.toContain('verysecret');
    expect(stage.count('GetQueueUrl') - before).toBeLessThanOrEqual(2);
  }
});

test('keys come from a function, which is asked again when SQS refuses them', async () => {
  const stage = await Stage.make();
  let asked = 0;
  const adapter = stage.connect({
    credentials: async () => {
      asked += 1;
      return { accessKeyId: `key${asked}`, secretAccessKey: 's' };
    },
  });
  await adapter.put('q', [task('a')]);
  await adapter.put('q', [task('b')]);
  expect(asked).toBe(1);
  stage.server.next('SendMessageBatch', refused('ExpiredToken', 403));
  expect(outcomes(await adapter.put('q', [task('c')]))).toEqual(['ok']);
  expect(asked).toBe(2);
});

test.each<[string, () => Promise<never>, string]>([
  ['throws', () => Promise.reject(new RangeError('verysecret')), 'credentials threw (RangeError)'],
  [
    'gives something else',
    async () => ({ accessKeyId: 'AKIA', secret: 'verysecret' }) as never,
    'secretAccessKey',
  ],
])('a function for keys that %s is told, and may do better the next time', async (_, get, text) => {
  const stage = await Stage.make();
  let good = false;
  const keys = { accessKeyId: 'key', secretAccessKey: 's' };
  const adapter = stage.connect({ credentials: () => (good ? Promise.resolve(keys) : get()) });
  const error: unknown = await adapter.open().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(String(error)).toContain(text);
  expect(String(error)).not.toContain('verysecret');
  good = true;
  await adapter.open();
});

test.each([
  ['ExpiredToken', 403],
  ['AccessDenied', 403],
  ['KmsDisabled', 400],
  ['UnsupportedOperation', 400],
])('after a good start a worker reports %s, and goes on', async (code, status) => {
  const stage = await Stage.make();
  const nothing = defineTask<number>('nothing');
  const queue = new Queue('q', stage.connect());
  await queue.add(nothing, 0);
  const done: number[] = [];
  const worker = new Worker(queue, [nothing.handle(({ data }) => void done.push(data))], {
    signals: [],
  });
  const faults: unknown[] = [];
  worker.on('error', ({ error }) => faults.push(error));
  const running = worker.run();
  onTestFinished(async () => {
    await worker.stop();
    await running;
  });
  await vi.waitUntil(() => done.length === 1, { timeout: 20_000 });
  stage.server.always('ReceiveMessage', refused(code, status));
  await vi.waitUntil(() => faults.length > 0, { timeout: 20_000 });
  expect(String(faults[0])).toContain(code);
  stage.server.always('ReceiveMessage', undefined);
  await queue.add(nothing, 1);
  await vi.waitUntil(() => done.length === 2, { timeout: 40_000 });
});

test('throttling is told in the end, with what to do', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ timeoutMs: 300 });
  stage.server.always('GetQueueUrl', throttled);
  await expect(adapter.open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('throttled; try later'),
  });
});

test('an endpoint that is no SQS is told at once', async () => {
  const stage = await Stage.make();
  stage.server.always('GetQueueUrl', page(404));
  const error: unknown = await stage
    .connect()
    .open()
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('this answer is not from SQS');
  const adapter = sqs({
    endpoint: `https://127.0.0.1:${stage.server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
  });
  onTestFinished(() => adapter.close());
  await expect(adapter.open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('no TLS with this endpoint'),
  });
});
