import { expect, test } from 'vitest';

import { adapterFor, broker, idsOf, task } from './fixtures.js';

test('one reserve names as many queues as it likes, and is woken by each', async () => {
  const { port } = await broker();
  const [worker, producer] = [adapterFor(port), adapterFor(port)];
  const queues = Array.from({ length: 600 }, (_, n) => `queue-${n}`);
  await producer.put('queue-599', [task('last')]);
  await producer.put('queue-0', [task('first')]);
  const taken = await worker.reserve(queues, { max: 5, waitMs: 0 });
  expect(idsOf(taken)).toEqual(['first', 'last']);
  const waiting = worker.reserve(queues, { max: 5, waitMs: 20_000 });
  await producer.put('queue-300', [task('middle')]);
  expect(idsOf(await waiting)).toEqual(['middle']);
});
