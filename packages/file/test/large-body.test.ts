import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { namesIn, newFolder, newTask, newTasks, opened, take } from './folder.js';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('large bodies come back as they were and go with their task', async () => {
  const folder = newFolder();
  const producer = opened(folder);
  const bodies = [64 * 1024, 64 * 1024 + 1, 5_000_000].map((size) => randomBytes(size));
  await producer.put(
    'q',
    bodies.map((body, i) => newTask(`t${i}`, { body })),
  );
  expect(readdirSync(join(folder, 'bodies'))).toHaveLength(2);
  const worker = opened(folder);
  const found = await take(worker, 3);
  expect(found.map(({ body }) => digest(body))).toEqual(bodies.map(digest));
  expect((await worker.peek('q', 'reserved', 3)).map(({ body }) => digest(body))).toEqual(
    bodies.map(digest),
  );
  await worker.complete(found.map(({ lease }) => lease));
  expect(readdirSync(join(folder, 'bodies'))).toEqual([]);
});

test('body files that no task names are deleted, and only those', async () => {
  const folder = newFolder();
  const adapter = opened(folder, { segmentBytes: 64 * 1024 });
  const body = randomBytes(100_000);
  await adapter.put('q', [newTask('stays', { body, priority: 9 }), newTask('purged', { body })]);
  await adapter.remove('q', ['purged']);
  writeFileSync(join(folder, 'bodies', 'left-over'), 'of a producer that died');
  writeFileSync(join(folder, 'bodies', 'just-written'), 'by a producer that is about to name it');
  const old = new Date(Date.now() - 3_600_000);
  for (const name of readdirSync(join(folder, 'bodies')))
    if (name !== 'just-written') utimesSync(join(folder, 'bodies', name), old, old);
  await adapter.put('other', newTasks(300, { body: Buffer.alloc(500) }));
  await adapter.stats('q');
  await adapter.put('other', [newTask('one-more')]);
  await vi.waitUntil(() => readdirSync(join(folder, 'bodies')).length === 2, { timeout: 10_000 });
  expect(namesIn(join(folder, 'bodies'), 'just')).toEqual(['just-written']);
  const [found] = await take(adapter);
  expect(digest(found?.body ?? new Uint8Array())).toBe(digest(body));
});
