import { expect, test } from 'vitest';

import { adapterFor, broker, clientFor, idsOf, task, tasks } from './fixtures.js';

const soon = { max: 1, waitMs: 20_000 };

test.each([
  { besides: 'nothing else', others: [] },
  { besides: 'two other queues', others: ['a', 'b'] },
])('a lost marker costs about a second where an adapter waits for $besides', async (given) => {
  const { port } = await broker();
  const [worker, producer, client] = [adapterFor(port), adapterFor(port), clientFor(port)];
  const elsewhere = given.others.map((queue) => worker.reserve([queue], soon).catch(() => []));
  const waiting = worker.reserve(['jobs'], soon);
  await expect.poll(() => client.client('LIST')).toContain('cmd=bzpopmin');
  // Put and lose the marker before anybody sees it.
  const [id, body] = ['one', Buffer.from('one')];
  await client
    .multi()
    .hset('jq:{jobs}:tasks', id, Buffer.concat([rowHead(), body]))
    .zadd('jq:{jobs}:ready', 512, readyRun(id))
    .exec();
  const from = performance.now();
  expect(idsOf(await waiting)).toEqual(['one']);
  expect(performance.now() - from).toBeLessThan(3000);
  await Promise.all([producer.close(), worker.close()]);
  await Promise.all(elsewhere);
});

/** As scripts/token.ts says: put order, priority 512, ttr 60,000. */
function rowHead(): Buffer {
  return Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0, 3, 84, 96]);
}

function readyRun(id: string): Buffer {
  return Buffer.concat([
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, id.length]),
    Buffer.from(id),
  ]);
}

test('one put wakes one worker, many wake as many as they can serve', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  const workers = Array.from({ length: 5 }, () => adapterFor(port));
  const taken: string[] = [];
  const waits = workers.map(async (worker) => {
    taken.push(...idsOf(await worker.reserve(['jobs'], soon)));
  });
  await expect
    .poll(async () => String(await client.client('LIST')).match(/cmd=bzpopmin/g)?.length)
    .toBe(5);
  const producer = adapterFor(port);
  await producer.put('jobs', [task('first')]);
  await expect.poll(() => taken).toEqual(['first']);
  await producer.put('jobs', tasks(4));
  await Promise.all(waits);
  expect(taken).toHaveLength(5);
});

test.each([
  { leaver: 'waits for nothing else', others: [] },
  { leaver: 'waits for another queue, too', others: ['other'] },
])('a worker that leaves while a task comes leaves it to the others; it $leaver', async (given) => {
  const { port } = await broker();
  const [leaver, stayer, producer] = [adapterFor(port), adapterFor(port), adapterFor(port)];
  const elsewhere = given.others.map((queue) => leaver.reserve([queue], soon).catch(() => []));
  for (let turn = 0; turn < 20; turn++) {
    const controller = new AbortController();
    const leaving = leaver
      .reserve(['jobs'], { ...soon, signal: controller.signal })
      .catch(() => []);
    const staying = stayer.reserve(['jobs'], soon);
    const putting = producer.put('jobs', [task(`task-${turn}`)]);
    if (turn % 2 === 0) await putting;
    controller.abort();
    const left = await leaving;
    await leaver.complete(left.map(({ lease }) => lease));
    if (left.length > 0) await producer.put('jobs', [task(`another-${turn}`)]);
    const stayed = await staying;
    expect(stayed).toHaveLength(1);
    await stayer.complete(stayed.map(({ lease }) => lease));
  }
  await leaver.close();
  await Promise.all(elsewhere);
});

test('a wait for several queues takes what comes in any of them, in the order given', async () => {
  const { port } = await broker();
  const [worker, producer] = [adapterFor(port), adapterFor(port)];
  const waiting = worker.reserve(['a', 'b', 'c'], { max: 9, waitMs: 20_000 });
  await producer.put('c', [task('late')]);
  expect(idsOf(await waiting)).toEqual(['late']);
  await producer.put('b', [task('second')]);
  await producer.put('a', [task('first')]);
  expect(idsOf(await worker.reserve(['a', 'b', 'c'], { max: 9, waitMs: 0 }))).toEqual([
    'first',
    'second',
  ]);
});

test('two waits of one adapter each get what is theirs', async () => {
  const { port } = await broker();
  const [worker, producer] = [adapterFor(port), adapterFor(port)];
  const a = worker.reserve(['a'], soon);
  const b = worker.reserve(['b'], soon);
  await producer.put('b', [task('for-b')]);
  expect(idsOf(await b)).toEqual(['for-b']);
  await producer.put('a', [task('for-a')]);
  expect(idsOf(await a)).toEqual(['for-a']);
});

test('what is due wakes a worker that waits, without anybody putting', async () => {
  const { port } = await broker();
  const [worker, producer] = [adapterFor(port), adapterFor(port)];
  const waiting = worker.reserve(['jobs'], { max: 9, waitMs: 20_000 });
  const from = performance.now();
  await producer.put('jobs', [task('later', { delayMs: 300 }), task('last', { delayMs: 90_000 })]);
  expect(idsOf(await waiting)).toEqual(['later']);
  expect(performance.now() - from).toBeGreaterThanOrEqual(300);
});
