import { expect, test } from 'vitest';

import { physicalName } from '../src/queue-name.js';
import { drain, outcomes, Stage, task } from './stage.js';

const plain = { prefix: '', fifo: false };

test('names at SQS have the prefix, and end as FIFO queues must', () => {
  expect(physicalName('images', plain)).toBe('images');
  expect(physicalName('images-held', { prefix: 'shop', fifo: true })).toBe('shop-images-held.fifo');
});

test('names that are too long are cut, stay different and legal', () => {
  const longest = 'x'.repeat(75);
  expect(physicalName(`${longest}-held`, plain)).toBe(`${longest}-held`);
  const names = [`${longest}`, `${longest}-held`, `${longest}-p0`, `${longest}-p2`].flatMap(
    (place) => [true, false].map((fifo) => physicalName(place, { prefix: 'shop', fifo })),
  );
  expect(new Set(names).size).toBe(8);
  for (const name of names) expect(name).toMatch(/^[\w-]{1,75}(\.fifo)?$|^[\w-]{1,80}$/);
});

async function attributesOf(stage: Stage, name: string): Promise<Record<string, string>> {
  const QueueUrl = await stage.urlOf(name);
  const answer = await stage.ask('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
  return answer['Attributes'] as Record<string, string>;
}

test('queues are created when first used, with attributes and tags, the held one with the first hold', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({
    prefix: 'shop',
    bands: [340, 682],
    attributes: { KmsMasterKeyId: 'alias/jq', VisibilityTimeout: '77' },
    tags: { team: 'images' },
  });
  await adapter.put('q', [task('a', { priority: 0 }), task('b')]);
  expect(stage.count('CreateQueue')).toBe(2);
  expect(await attributesOf(stage, 'shop-q-p0')).toMatchObject({
    KmsMasterKeyId: 'alias/jq',
    VisibilityTimeout: '77',
    MessageRetentionPeriod: '1209600',
  });
  const tags = await stage.ask('ListQueueTags', { QueueUrl: await stage.urlOf('shop-q') });
  expect(tags['Tags']).toEqual({ team: 'images' });
  const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  expect(stage.count('CreateQueue')).toBe(3);
  await adapter.hold(got.map(({ lease }) => lease));
  expect(stage.count('CreateQueue')).toBe(4);
  expect(await attributesOf(stage, 'shop-q-held')).toMatchObject({ KmsMasterKeyId: 'alias/jq' });
});

test('an unhold, a look and counts create nothing', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  expect(await adapter.unhold('q', { max: 5 })).toBe(0);
  expect(await adapter.peek('q', 'held', 5)).toEqual([]);
  expect(await adapter.stats('q')).toMatchObject({ ready: 0, held: 0 });
  expect(stage.count('CreateQueue')).toBe(0);
});

test('where queues must exist, a missing one is named', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ create: false, prefix: 'shop' });
  const missing = { code: 'not-found', message: expect.stringContaining('shop-q') };
  await expect(adapter.reserve(['q'], { max: 1, waitMs: 0 })).rejects.toMatchObject(missing);
  await expect(adapter.put('q', [task('a')])).resolves.toMatchObject([missing]);
  expect(stage.count('CreateQueue')).toBe(0);
  await stage.ask('CreateQueue', { QueueName: 'shop-q' });
  expect(outcomes(await adapter.put('q', [task('a')]))).toEqual(['ok']);
});

test('a queue of somebody else is taken as it is', async () => {
  const stage = await Stage.make();
  const Attributes = { MaximumMessageSize: '2048', VisibilityTimeout: '5' };
  await stage.ask('CreateQueue', { QueueName: 'q', Attributes });
  const adapter = stage.connect();
  const bodies = [new Uint8Array(1000).fill(65), new Uint8Array(2048).fill(65)];
  const results = await adapter.put(
    'q',
    bodies.map((body, index) => task(`t${index}`, { body })),
  );
  expect(outcomes(results)).toEqual(['ok', 'too-large']);
  expect(String(results[1])).toContain('2048');
  // Nothing of it was sent.
  expect(stage.count('SendMessageBatch')).toBe(1);
  expect(await drain(adapter, 1)).toEqual(['t0']);
});

test('a queue of the other kind is refused, saying what to set', async () => {
  const stage = await Stage.make();
  const Attributes = { FifoQueue: 'true' };
  await stage.ask('CreateQueue', { QueueName: 'q.fifo', Attributes });
  await expect(stage.connect({ fifo: true }).put('q', [task('a')])).resolves.toEqual(['a']);
});

test('many adapters create one queue at the same time', async () => {
  const stage = await Stage.make();
  const adapters = Array.from({ length: 5 }, () => stage.connect());
  const put = await Promise.all(adapters.map((each, index) => each.put('q', [task(`t${index}`)])));
  expect(new Set(put.flat())).toEqual(new Set(['t0', 't1', 't2', 't3', 't4']));
  expect(await drain(stage.connect(), 5)).toHaveLength(5);
});
