import { expect, test } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { drain, outcomes, Stage, task, tasks } from './stage.js';

const ACCOUNT = '000000000000';

test('queues of an existing system keep their names, those beside them too', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({
    prefix: 'shop',
    bands: [340],
    names: { orders: 'Legacy_Orders', 'orders-p0': 'urgent-orders', 'orders-held': 'orders_dead' },
  });
  await adapter.put('orders', [task('a', { priority: 0 }), task('b')]);
  await adapter.put('mails', [task('c')]);
  expect(await namesOf(stage)).toEqual(['Legacy_Orders', 'shop-mails', 'urgent-orders']);
  const [first] = await adapter.reserve(['orders'], { max: 1, waitMs: 2000 });
  expect(first?.lease).toMatchObject({ queue: 'orders', taskId: 'a' });
  if (first !== undefined) await adapter.hold([first.lease]);
  expect(await namesOf(stage)).toContain('orders_dead');
  expect(await adapter.peek('orders', 'held', 10)).toHaveLength(1);
});

test('a queue by its ARN is asked for with its account, and never created', async () => {
  const stage = await Stage.make();
  const asked: unknown[] = [];
  stage.server.always('GetQueueUrl', (call, forward) => {
    asked.push(call.input);
    return forward(call);
  });
  const arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:legacy`;
  const adapter = stage.connect({ names: { orders: arn } });
  const results = await adapter.put('orders', [task('a')]);
  expect(results).toMatchObject([
    { code: 'not-found', message: expect.stringContaining(`SQS has no queue ${arn}`) },
  ]);
  expect(asked).toEqual([{ QueueName: 'legacy', QueueOwnerAWSAccountId: ACCOUNT }]);
  expect(stage.count('CreateQueue')).toBe(0);
  await stage.ask('CreateQueue', { QueueName: 'legacy' });
  expect(outcomes(await adapter.put('orders', tasks(2)))).toEqual(['ok', 'ok']);
  expect((await drain(adapter, 2, 'orders')).toSorted()).toEqual(tasks(2).map(({ id }) => id));
});

test('a queue by its URL is not looked for, in a DSN too', async () => {
  const stage = await Stage.make();
  await stage.ask('CreateQueue', { QueueName: 'legacy' });
  const url = await stage.urlOf('legacy');
  const before = stage.count('GetQueueUrl');
  const dsn = `${stage.server.url}&names.orders=${encodeURIComponent(url)}`;
  const adapter = stage.connect(parseDsn(dsn));
  expect(outcomes(await adapter.put('orders', [task('a')]))).toEqual(['ok']);
  expect(stage.count('GetQueueUrl')).toBe(before);
  expect(await drain(adapter, 1, 'orders')).toEqual(['a']);
});

test('a URL of a queue that is not there is named', async () => {
  const stage = await Stage.make();
  const url = `http://127.0.0.1:${stage.server.port}/${ACCOUNT}/gone`;
  const adapter = stage.connect({ names: { orders: url } });
  const results = await adapter.put('orders', [task('a')]);
  expect(results).toMatchObject([{ code: 'not-found', message: expect.stringContaining(url) }]);
  expect(await adapter.stats('orders')).toMatchObject({ ready: 0 });
});

test('a queue whose usual name was given away is refused', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ prefix: 'shop', names: { orders: 'shop-mails' } });
  await expect(adapter.put('mails', [task('a')])).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('"orders"'),
  });
});

async function namesOf(stage: Stage): Promise<string[]> {
  const { QueueUrls = [] } = await stage.ask('ListQueues', {});
  return (QueueUrls as string[]).map((url) => url.slice(url.lastIndexOf('/') + 1)).toSorted();
}
