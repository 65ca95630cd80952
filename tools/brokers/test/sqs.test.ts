import { beforeEach, expect, onTestFinished, test } from 'vitest';

import { type Broker, sqsFaults, SqsFaultServer, startSqs } from '../src/index.js';

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly Attributes?: Record<string, string>;
}

let broker: Broker;
let server: SqsFaultServer;
let QueueUrl: string;

async function ask(action: string, input: object, port = server.port): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Answer;
}

interface Answer {
  readonly __type?: string;
  readonly QueueUrl?: string;
  readonly Messages?: readonly Message[];
  readonly Successful?: readonly { readonly Id: string }[];
  readonly Failed?: readonly { readonly Id: string; readonly Code: string }[];
}

async function received(wait = {}): Promise<readonly Message[]> {
  const { Messages } = await ask('ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 30,
    MessageSystemAttributeNames: ['SentTimestamp'],
    ...wait,
  });
  return Messages ?? [];
}

async function receipt(body = 'a'): Promise<string> {
  await ask('SendMessage', { QueueUrl, MessageBody: body });
  return (await received())[0]?.ReceiptHandle ?? '';
}

const handles = (count: number, ReceiptHandle: string): object[] =>
  Array.from({ length: count }, (_, index) => ({ Id: `e${index}`, ReceiptHandle }));

beforeEach(async () => {
  broker = await startSqs();
  onTestFinished(() => broker.stop());
  server = await SqsFaultServer.before(broker);
  onTestFinished(() => server.stop());
  ({ QueueUrl = '' } = await ask('CreateQueue', { QueueName: 'q' }));
});

test('messages come through, also with characters that fauxqs refuses, and requests are counted', async () => {
  const bodies = ['plain', 'emoji 😀', 'ž<&>"\t\n\r'];
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await ask('SendMessageBatch', { QueueUrl, Entries });
  expect((await received()).map(({ Body }) => Body).toSorted()).toEqual(bodies.toSorted());
  expect(Object.fromEntries(server.counts)).toEqual({
    CreateQueue: 1,
    SendMessageBatch: 1,
    ReceiveMessage: 1,
  });
  expect(server.requests).toBe(3);
});

test('the longest delay is 15 minutes, for each message of a batch', async () => {
  const one = await ask('SendMessage', { QueueUrl, MessageBody: 'x', DelaySeconds: 901 });
  expect(one.__type).toContain('InvalidParameterValue');
  const batch = await ask('SendMessageBatch', {
    QueueUrl,
    Entries: [
      { Id: 'a', MessageBody: 'x', DelaySeconds: 900 },
      { Id: 'b', MessageBody: 'x', DelaySeconds: 901 },
    ],
  });
  expect(batch.Successful?.map(({ Id }) => Id)).toEqual(['a']);
  expect(batch.Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameterValue' }]);
});

test('garbage is no receipt, and one whose time is over hides nothing', async () => {
  const garbage = await ask('DeleteMessage', { QueueUrl, ReceiptHandle: 'garbage' });
  expect(garbage.__type).toContain('ReceiptHandleIsInvalid');
  await ask('SendMessage', { QueueUrl, MessageBody: 'a' });
  const [message] = await received({ VisibilityTimeout: 0 });
  const { ReceiptHandle } = message ?? {};
  const late = await ask('ChangeMessageVisibility', {
    QueueUrl,
    ReceiptHandle,
    VisibilityTimeout: 5,
  });
  expect(late.__type).toContain('MessageNotInflight');
});

test('12 hours after it was received a message can neither be kept nor deleted', async () => {
  const ReceiptHandle = await receipt();
  const hide = (VisibilityTimeout: number): Promise<Answer> =>
    ask('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout });
  expect(await hide(3600)).toEqual({});
  server.receipts.age(11.5 * 3_600_000);
  expect((await hide(3600)).__type).toContain('InvalidParameterValue');
  expect(await hide(600)).toEqual({});
  server.receipts.age(3_600_000);
  const late = await ask('DeleteMessageBatch', { QueueUrl, Entries: handles(1, ReceiptHandle) });
  expect(late.Failed).toMatchObject([{ Code: 'InvalidParameterValue' }]);
});

test('with too many messages in flight a short poll is told, a long one finds nothing', async () => {
  server.limits.inFlight = 1;
  await receipt();
  await ask('SendMessage', { QueueUrl, MessageBody: 'b' });
  expect((await ask('ReceiveMessage', { QueueUrl })).__type).toContain('OverLimit');
  expect(await received({ WaitTimeSeconds: 1 })).toEqual([]);
});

test('old messages are gone', async () => {
  await ask('SendMessage', { QueueUrl, MessageBody: 'old' });
  server.limits.retentionMs = -1;
  expect(await received()).toEqual([]);
  server.limits.retentionMs = undefined;
  expect(await received({ VisibilityTimeout: 0 })).toEqual([]);
});

test('faults are had once each, in their order, or always', async () => {
  server.next('ReceiveMessage', sqsFaults.throttled, sqsFaults.internalError);
  expect((await ask('ReceiveMessage', { QueueUrl })).__type).toContain('RequestThrottled');
  expect((await ask('ReceiveMessage', { QueueUrl })).__type).toContain('InternalError');
  expect(await ask('ReceiveMessage', { QueueUrl })).toEqual({});
  server.always('ReceiveMessage', sqsFaults.throttled);
  expect((await ask('ReceiveMessage', { QueueUrl })).__type).toContain('RequestThrottled');
  server.always('ReceiveMessage', undefined);
  expect(await ask('ReceiveMessage', { QueueUrl })).toEqual({});
});

test('entries fail alone, or are left out of the answer', async () => {
  const ReceiptHandle = await receipt();
  server.next('DeleteMessageBatch', sqsFaults.partial([1]), sqsFaults.forgetful([0]));
  const some = await ask('DeleteMessageBatch', { QueueUrl, Entries: handles(2, ReceiptHandle) });
  expect(some.Successful?.map(({ Id }) => Id)).toEqual(['e0']);
  expect(some.Failed).toMatchObject([{ Id: 'e1', Code: 'InternalError' }]);
  const none = await ask('DeleteMessageBatch', { QueueUrl, Entries: handles(1, ReceiptHandle) });
  expect(none).toEqual({ Successful: [], Failed: [] });
});

test('a reply is lost after the message was stored, a request before', async () => {
  server.next('SendMessage', sqsFaults.lostReply, sqsFaults.lostRequest);
  await expect(ask('SendMessage', { QueueUrl, MessageBody: 'stored' })).rejects.toThrow(
    'fetch failed',
  );
  await expect(ask('SendMessage', { QueueUrl, MessageBody: 'not' })).rejects.toThrow(
    'fetch failed',
  );
  expect((await received()).map(({ Body }) => Body)).toEqual(['stored']);
});

test('messages come twice, in another order, or not at first', async () => {
  const duplicates = new sqsFaults.Duplicates();
  for (const MessageBody of ['a', 'b']) await ask('SendMessage', { QueueUrl, MessageBody });
  server.next('ReceiveMessage', sqsFaults.nothingSeen, sqsFaults.outOfOrder);
  expect(await received()).toEqual([]);
  expect((await received({ VisibilityTimeout: 0 })).map(({ Body }) => Body)).toEqual(['b', 'a']);
  server.next('ReceiveMessage', duplicates.record, duplicates.replay);
  const first = (await received()).map(({ Body }) => Body);
  expect((await received()).map(({ Body }) => Body)).toEqual(first);
});

test('a restart keeps messages, and gives back what was on its way to a poll', async () => {
  const poll = received({ WaitTimeSeconds: 20 });
  poll.catch(() => undefined);
  await expect.poll(() => server.counts.get('ReceiveMessage')).toBe(1);
  await server.restart();
  await expect(poll).rejects.toThrow('fetch failed');
  await ask('SendMessage', { QueueUrl, MessageBody: 'kept' });
  await expect.poll(async () => (await received())[0]?.Body, { timeout: 5000 }).toBe('kept');
});

test('the server listens on loopback alone, and is gone after stop', async () => {
  expect(broker.url).toBe(`sqs://test:test@us-east-1?endpoint=http://127.0.0.1:${broker.port}`);
  expect(server.url).toContain(`127.0.0.1:${server.port}`);
  await server.stop();
  await broker.stop();
  await expect(ask('ListQueues', {}, broker.port)).rejects.toThrow('fetch failed');
});
