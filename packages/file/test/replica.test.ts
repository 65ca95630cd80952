import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import { SegmentFiles } from '../src/journal/segment-files.js';
import { hashId } from '../src/tasks/id-index.js';
import { Replica } from '../src/tasks/replica.js';
import { takeSnapshot } from '../src/tasks/snapshot.js';
import { bytesIn, drain, namesIn, newFolder, newTask, newTasks, opened, take } from './folder.js';

/** Everything a process knows of a folder when it starts now. */
function stateOf(folder: string): { header: unknown; arrays: string[] } {
  const files = new SegmentFiles(folder);
  const replica = new Replica(files, () => {});
  replica.tail();
  const { header, arrays } = takeSnapshot(replica.tasks);
  files.close();
  return { header, arrays: arrays.map((array) => Buffer.from(array).toString('base64')) };
}

const step = fc.record({
  verb: fc.constantFrom(
    'put',
    'put',
    'complete',
    'retry',
    'hold',
    'unhold',
    'remove',
    'purge',
    'delay',
  ),
  count: fc.integer({ min: 1, max: 40 }),
  priority: fc.integer({ min: 0, max: 3 }),
});

test('replaying all records and starting from a checkpoint give the same state', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const folder = newFolder();
      const writer = opened(folder, { segmentBytes: 64 * 1024 });
      // This one starts before any checkpoint and replays every record.
      const witness = opened(folder, { segmentBytes: 1024 * 1024 * 1024 });
      await witness.stats('q');
      let next = 0;
      for (const { verb, count, priority } of steps) {
        const tasks = Array.from({ length: count }, () =>
          newTask(`t${next++}`, {
            priority,
            body: Buffer.alloc(700),
            delayMs: verb === 'delay' ? 1 : 0,
          }),
        );
        if (verb === 'put' || verb === 'delay') await writer.put('q', tasks);
        else if (verb === 'unhold') await writer.unhold('q', { max: count });
        else if (verb === 'remove') await writer.remove('q', [`t${next - 1}`, `t${next - 5}`]);
        else if (verb === 'purge') await writer.purge('q', 'held');
        else {
          const leases = (await take(writer, count)).map(({ lease }) => lease);
          if (verb === 'complete') await writer.complete(leases);
          else if (verb === 'hold') await writer.hold(leases);
          else await writer.retry(leases.map((lease) => ({ lease, delayMs: 0, priority })));
        }
      }
      await vi.waitUntil(async () => (await writer.stats('q')).delayed === 0);
      expect(await witness.stats('q')).toEqual(await writer.stats('q'));
      expect((await witness.peek('q', 'ready', 1000)).map(({ id }) => id)).toEqual(
        (await writer.peek('q', 'ready', 1000)).map(({ id }) => id),
      );
      await writer.close();
      const fresh = stateOf(folder);
      const again = stateOf(folder);
      expect(fresh).toEqual(again);
      await witness.close();
    }),
    { numRuns: 15 },
  );
});

test('ids whose hashes collide are told apart', async () => {
  const byHash = new Map<number, string>();
  let pair: [string, string] | undefined;
  for (let i = 0; pair === undefined; i++) {
    const id = `id-${i}`;
    const other = byHash.get(hashId(0, id));
    if (other !== undefined) pair = [other, id];
    byHash.set(hashId(0, id), id);
  }
  const adapter = opened(newFolder());
  await adapter.put(
    'q',
    pair.map((id) => newTask(id)),
  );
  expect((await adapter.stats('q')).ready).toBe(2);
  expect(await adapter.remove('q', [pair[1]])).toEqual([undefined]);
  expect(await drain(adapter)).toEqual([pair[0]]);
});

test('a process that was far behind starts again from the newest checkpoint', async () => {
  const folder = newFolder();
  const behind = opened(folder, { segmentBytes: 64 * 1024 });
  await behind.put('q', [newTask('first')]);
  const busy = opened(folder, { segmentBytes: 64 * 1024 });
  const rounds = 30;
  for (let round = 0; round < rounds; round++) {
    await busy.put('q', newTasks(50, { body: Buffer.alloc(800) }));
    await drain(busy);
  }
  await busy.close();
  expect(namesIn(folder, 'seg-00000001')).toEqual([]);
  await behind.put('q', [newTask('last')]);
  expect(await drain(behind)).toEqual(['last']);
});

test('after everything is done hardly anything is left on the disk', async () => {
  const folder = newFolder();
  const adapter = opened(folder);
  for (let part = 0; part < 10; part++)
    await adapter.put(
      'q',
      newTasks(1000, { body: Buffer.alloc(300) }).map((task) => ({
        ...task,
        id: `${part}-${task.id}`,
      })),
    );
  expect(bytesIn(folder)).toBeGreaterThan(3_000_000);
  expect(await drain(adapter)).toHaveLength(10_000);
  await adapter.close();
  expect(bytesIn(folder)).toBeLessThan(10_000);
});

test('also when the last tasks were done in a short segment', async () => {
  const folder = newFolder();
  const producer = opened(folder, { segmentBytes: 128 * 1024 });
  await producer.stats('q');
  for (let part = 0; part < 5; part++)
    await producer.put(
      'q',
      newTasks(150, { body: Buffer.alloc(1000) }).map((task) => ({ ...task, id: part + task.id })),
    );
  await producer.close();
  const worker = opened(folder);
  expect(await drain(worker)).toHaveLength(750);
  await worker.close();
  expect(bytesIn(folder)).toBeLessThan(10_000);
});

test('a few tasks that stay do not keep the segments of all that went', async () => {
  const folder = newFolder();
  const adapter = opened(folder, { segmentBytes: 128 * 1024 });
  const body = Buffer.alloc(1000, 'x');
  const staying: string[] = [];
  const round = async (): Promise<void> => {
    const name = `r${staying.length}`;
    staying.push(`stays-${name}`);
    await adapter.put(
      'q',
      newTasks(100, { body }).map((task) => ({ ...task, id: name + task.id })),
    );
    await adapter.put('q', [newTask(`stays-${name}`, { body, priority: 4_000_000_000 })]);
    await adapter.complete((await take(adapter, 100)).map(({ lease }) => lease));
  };
  for (let i = 0; i < 40; i++) await round();
  expect(bytesIn(folder)).toBeGreaterThan(4_000_000);
  // Tidying up goes on in the background of further work.
  await vi.waitUntil(async () => (await round(), bytesIn(folder) < 700_000), { timeout: 10_000 });
  await adapter.close();
  const left = await take(opened(folder), 1000);
  expect(left.map(({ lease }) => lease.taskId)).toEqual(staying);
  for (const { body: found } of left) expect(Buffer.from(found)).toEqual(body);
});
