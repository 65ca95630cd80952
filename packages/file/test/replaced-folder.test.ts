import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test, vi } from 'vitest';

import { file, type FileAdapter, type FileOptions } from '../src/index.js';
import { hasJournal } from '../src/journal/folder.js';
import { drain, newFolder, newTask, newTasks, opened, take } from './folder.js';

const gone = (reason: RegExp) =>
  expect.objectContaining({
    code: 'unavailable',
    message: expect.stringMatching(reason) as string,
  });

/** Longer than a relaxed adapter takes anything on trust. */
const TRUST_OVER_MS = 20;

/** Everything acknowledged was looked after, and the next will be at once. */
async function looked(adapter: FileAdapter): Promise<void> {
  await sleep(TRUST_OVER_MS);
  await adapter.queues();
  await sleep(TRUST_OVER_MS);
}

const away: [string, RegExp, (folder: string) => void][] = [
  ['deleted', /the folder was deleted or renamed/, (folder) => rmSync(folder, { recursive: true })],
  ['renamed', /deleted or renamed/, (folder) => renameSync(folder, `${folder}-old`)],
  [
    'replaced by an empty one',
    /another folder stands in its place/,
    (folder) => {
      renameSync(folder, `${folder}-old`);
      mkdirSync(folder);
    },
  ],
  ['emptied', /seg-00000001\.log was deleted/, emptied],
  [
    'left without its newest segment',
    /seg-00000001\.log was deleted/,
    (folder) => rmSync(join(folder, 'seg-00000001.log')),
  ],
  [
    'given its newest segment anew, as another file',
    /replaced or cut/,
    (folder) => {
      const path = join(folder, 'seg-00000001.log');
      const bytes = readFileSync(path);
      rmSync(path);
      writeFileSync(path, bytes);
    },
  ],
  [
    'given an older state of its newest segment in the same file',
    /replaced or cut/,
    (folder) => {
      const path = join(folder, 'seg-00000001.log');
      writeFileSync(path, readFileSync(path).subarray(0, 64));
    },
  ],
];

function emptied(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

/** A queue in a folder inside one of the test, so that it can be moved aside. */
function newQueue(options: FileOptions = {}): { folder: string; adapter: FileAdapter } {
  const folder = join(newFolder(), 'queue');
  return { folder, adapter: opened(folder, { onWarning: () => {}, ...options }) };
}

for (const durability of ['fsync', 'relaxed'] as const)
  test.each(away)(
    `${durability}: a put is not acknowledged once the folder is %s`,
    async (...row) => {
      const [, reason, change] = row;
      const { folder, adapter } = newQueue({ durability });
      await adapter.put('q', newTasks(20));
      await looked(adapter);
      change(folder);
      await expect(adapter.put('q', [newTask('a')])).rejects.toEqual(gone(reason));
      // Where there is a journal now, it goes on in that, and so does whoever opens the folder.
      const goesOn = hasJournal(folder);
      const again = adapter.put('q', [newTask('b')]).then(
        () => drain(opened(folder)),
        (error: unknown) => error,
      );
      const found = expect.arrayContaining(['b']) as unknown;
      expect(await again).toEqual(goesOn ? found : gone(reason));
    },
  );

test('with fsync no put is acknowledged that came after the folder went, however soon', async () => {
  const { folder, adapter } = newQueue({ durability: 'fsync' });
  for (let round = 0; round < 5; round++) {
    await adapter.put('q', [newTask(`before${round}`)]);
    renameSync(folder, `${folder}-old`);
    await expect(adapter.put('q', [newTask(`after${round}`)])).rejects.toEqual(gone(/renamed/));
    renameSync(`${folder}-old`, folder);
  }
});

test.each(['fsync', 'relaxed'] as const)(
  '%s: a large body is not put beside a folder that is gone',
  async (durability) => {
    const { folder, adapter } = newQueue({ durability });
    await adapter.put('q', [newTask('a')]);
    await looked(adapter);
    rmSync(folder, { recursive: true });
    await expect(
      adapter.put('q', [newTask('large', { body: Buffer.alloc(100_000) })]).then((results) => {
        throw results[0] as Error;
      }),
    ).rejects.toMatchObject({ name: 'JobQueueError' });
    expect(() => readdirSync(folder)).toThrow('ENOENT');
  },
);

test('settling, looking and taking say it, too', async () => {
  const { folder, adapter } = newQueue();
  await adapter.put('q', newTasks(8));
  const taken = await take(adapter, 4);
  const [one, two, three] = taken.map(({ lease }) => lease);
  await looked(adapter);
  renameSync(folder, `${folder}-old`);
  const refused = { code: 'unavailable' };
  expect(await adapter.complete([one as never])).toMatchObject([refused]);
  expect(await adapter.hold([two as never])).toMatchObject([refused]);
  expect(await adapter.retry([{ lease: three as never, delayMs: 0 }])).toMatchObject([refused]);
  await expect(adapter.stats('q')).rejects.toMatchObject(refused);
  await expect(adapter.peek('q', 'ready', 1)).rejects.toMatchObject(refused);
  await expect(adapter.queues()).rejects.toMatchObject(refused);
  await expect(adapter.purge('q')).rejects.toMatchObject(refused);
  await expect(take(adapter)).rejects.toMatchObject(refused);
});

test('a reserve that waits hears of it, and of a new journal in its place', async () => {
  const { folder, adapter } = newQueue();
  await adapter.open();
  const waiting = take(adapter, 1, 60_000);
  await looked(adapter);
  renameSync(folder, `${folder}-old`);
  await expect(waiting).rejects.toEqual(gone(/renamed/));
  const other = opened(folder);
  await other.open();
  const next = take(adapter, 1, 60_000);
  await other.put('q', [newTask('new')]);
  expect((await next).map(({ lease }) => lease.taskId)).toEqual(['new']);
});

test('it goes on where it was once the folder is put back', async () => {
  const { folder, adapter } = newQueue();
  await adapter.put('q', [newTask('a')]);
  const [taken] = await take(adapter);
  await looked(adapter);
  renameSync(folder, `${folder}-old`);
  await expect(adapter.put('q', [newTask('b')])).rejects.toEqual(gone(/renamed/));
  renameSync(`${folder}-old`, folder);
  await adapter.put('q', [newTask('c')]);
  expect(await adapter.complete([taken!.lease])).toEqual([undefined]);
  // What was refused may have been written before that was known; it is not there twice.
  await adapter.put('q', [newTask('b')]);
  expect((await drain(opened(folder))).toSorted()).toEqual(['b', 'c']);
});

test("it goes on in another process's fresh queue, without its old leases", async () => {
  const { folder, adapter } = newQueue();
  await adapter.put('q', newTasks(3));
  const leases = (await take(adapter, 2)).map(({ lease }) => lease);
  await looked(adapter);
  rmSync(folder, { recursive: true });
  const other = opened(folder);
  await other.put('q', newTasks(3));
  await take(other, 2);
  await expect(adapter.put('q', [newTask('lost')])).rejects.toEqual(gone(/another folder/));
  await adapter.put('q', [newTask('found')]);
  const late = { code: 'lease-lost' };
  expect(await adapter.complete(leases)).toMatchObject([late, late]);
  expect(await other.stats('q')).toMatchObject({ ready: 2, reserved: 2 });
});

test('it goes on in a copy that was restored under it', async () => {
  const { folder, adapter } = newQueue();
  await adapter.put('q', newTasks(3));
  await looked(adapter);
  cpSync(folder, `${folder}-copy`, { recursive: true });
  await adapter.put('q', [newTask('after-the-copy')]);
  await looked(adapter);
  rmSync(folder, { recursive: true });
  renameSync(`${folder}-copy`, folder);
  await expect(adapter.put('q', [newTask('lost')])).rejects.toEqual(gone(/another folder/));
  await adapter.put('q', [newTask('new')]);
  expect(await drain(opened(folder))).toEqual(['t0', 't1', 't2', 'new']);
});

test('nothing of another queue is deleted or ended by who had the folder before', async () => {
  const { folder, adapter } = newQueue({ segmentBytes: 64 * 1024 });
  await adapter.stats('q');
  await adapter.put('q', newTasks(100, { body: Buffer.alloc(500) }));
  await looked(adapter);
  rmSync(folder, { recursive: true });
  const other = opened(folder);
  await other.put('q', newTasks(3));
  const before = readdirSync(folder).toSorted();
  // It would end its segment here, and write a checkpoint.
  const more = newTasks(100, { body: Buffer.alloc(500) });
  await expect(adapter.put('q', more)).rejects.toEqual(gone(/another folder/));
  await adapter.close();
  expect(readdirSync(folder).toSorted()).toEqual(before);
  expect(await drain(other)).toEqual(['t0', 't1', 't2']);
});

test('a process that does nothing says so by itself, and close what may be lost', async () => {
  const warnings: string[] = [];
  const folder = join(newFolder(), 'queue');
  const adapter = file(folder, { durability: 'relaxed', onWarning: (text) => warnings.push(text) });
  await adapter.put('q', [newTask('looked-after')]);
  await adapter.put('q', [newTask('on-trust')]);
  rmSync(folder, { recursive: true });
  await vi.waitUntil(() => warnings.length > 0, 5000);
  expect(warnings).toEqual([expect.stringMatching(/deleted or renamed.*may be lost/)]);
  await expect(adapter.close()).rejects.toEqual(gone(/deleted or renamed/));
});

test('close is well where nothing is lost', async () => {
  const folder = join(newFolder(), 'queue');
  const adapter = file(folder, { durability: 'fsync', onWarning: () => {} });
  await adapter.put('q', newTasks(2));
  await take(adapter);
  rmSync(folder, { recursive: true });
  await adapter.close();
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});
