import { chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { drain, namesIn, newFolder, newTask, newTasks, opened } from './folder.js';

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

test('a path that is a file is refused and left alone', async () => {
  const path = join(newFolder(), 'notes.txt');
  writeFileSync(path, 'mine');
  await expect(opened(path).open()).rejects.toEqual(
    refusal('invalid', /notes\.txt is not a folder/),
  );
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

test('a path below a file is refused', async () => {
  const path = join(newFolder(), 'notes.txt');
  writeFileSync(path, 'mine');
  await expect(opened(join(path, 'queue')).open()).rejects.toMatchObject({ name: 'JobQueueError' });
});

test('a journal of a newer version is refused unchanged', async () => {
  const folder = newFolder();
  const first = opened(folder);
  await first.put('q', [newTask('a')]);
  await first.close();
  const path = join(folder, 'seg-00000001.log');
  const bytes = readFileSync(path);
  bytes.writeUInt32LE(3, 8);
  writeFileSync(path, bytes);
  await expect(opened(folder).put('q', [newTask('b')])).rejects.toEqual(
    refusal('unsupported', /format 3, this @jq\/file knows format 2/),
  );
  expect(readFileSync(path)).toEqual(bytes);
});

test('a foreign file under a journal name is refused', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'seg-00000001.log'), 'These are not the records you are looking for.');
  await expect(opened(folder).open()).rejects.toEqual(
    refusal('invalid', /not a @jq\/file journal/),
  );
});

test.each([0, 10, 40])('a journal cut to %i bytes is refused', async (size) => {
  const folder = newFolder();
  await opened(folder).put('q', [newTask('a')]);
  truncateSync(join(folder, 'seg-00000001.log'), size);
  await expect(opened(folder).open()).rejects.toMatchObject({ code: 'invalid' });
});

test('a journal whose last record is cut keeps every task before it', async () => {
  const folder = newFolder();
  const first = opened(folder);
  await first.put('q', newTasks(20));
  const whole = readFileSync(join(folder, 'seg-00000001.log')).length;
  await first.put('q', [newTask('last')]);
  await first.close();
  truncateSync(join(folder, 'seg-00000001.log'), whole + 50);
  const second = opened(folder);
  await second.put('q', [newTask('after')]);
  expect(await drain(second)).toEqual([...newTasks(20).map(({ id }) => id), 'after']);
});

test('a journal without its beginning is refused', async () => {
  const folder = newFolder();
  const adapter = opened(folder, { segmentBytes: 64 * 1024 });
  await adapter.stats('q');
  await adapter.put('q', newTasks(400, { body: Buffer.alloc(500) }));
  await vi.waitUntil(() => namesIn(folder, 'ckpt-').length > 0);
  await adapter.close();
  for (const name of namesIn(folder, 'ckpt-')) rmSync(join(folder, name));
  rmSync(join(folder, 'seg-00000001.log'), { force: true });
  await expect(opened(folder).stats('q')).rejects.toEqual(refusal('invalid', /is missing/));
});

test('a journal with a gap is refused', async () => {
  const folder = newFolder();
  const adapter = opened(folder, { segmentBytes: 64 * 1024 });
  await adapter.stats('q');
  let i = 0;
  await vi.waitUntil(async () => {
    await adapter.put('q', [newTask(`t${i++}`, { body: Buffer.alloc(60_000) })]);
    return namesIn(folder, 'seg-').includes('seg-00000003.log');
  });
  await adapter.close();
  for (const name of namesIn(folder, 'ckpt-')) rmSync(join(folder, name));
  rmSync(join(folder, 'seg-00000002.log'));
  await expect(opened(folder).stats('q')).rejects.toEqual(refusal('invalid', /is missing/));
});

test('a journal whose older part was cut is refused, not half read', async () => {
  const folder = newFolder();
  const adapter = opened(folder, { segmentBytes: 64 * 1024 });
  await adapter.stats('q');
  await adapter.put('q', newTasks(400, { body: Buffer.alloc(500) }));
  await vi.waitUntil(() => namesIn(folder, 'ckpt-').length > 0);
  await adapter.close();
  truncateSync(join(folder, 'seg-00000001.log'), 100);
  const again = opened(folder, { segmentBytes: 64 * 1024 });
  await expect(again.put('q', newTasks(1)).then(() => again.stats('q'))).rejects.toEqual(
    refusal('invalid', /is missing/),
  );
});

test('a damaged checkpoint is refused', async () => {
  const folder = newFolder();
  const adapter = opened(folder, { segmentBytes: 64 * 1024 });
  await adapter.stats('q');
  await adapter.put('q', newTasks(400, { body: Buffer.alloc(500) }));
  await vi.waitUntil(() => namesIn(folder, 'ckpt-').length > 0);
  await adapter.close();
  const path = join(folder, namesIn(folder, 'ckpt-').at(-1) as string);
  const bytes = readFileSync(path);
  bytes[bytes.length - 200] = (bytes[bytes.length - 200] as number) ^ 0xff;
  writeFileSync(path, bytes);
  await expect(opened(folder).stats('q')).rejects.toEqual(
    refusal('invalid', /checksum|checkpoint/),
  );
});

test('a folder that may not be used is refused with advice', async () => {
  const folder = newFolder();
  chmodSync(folder, 0o000);
  // The superuser may use everything, so somebody else has to try.
  const superuser = process.geteuid?.() === 0;
  if (superuser) process.seteuid?.(65_534);
  try {
    await expect(opened(folder).open()).rejects.toEqual(
      refusal('unavailable', /EACCES, permission denied: every process .* needs read and write/),
    );
  } finally {
    if (superuser) process.seteuid?.(0);
    chmodSync(folder, 0o700);
  }
});

test.each([
  ['segmentBytes', { segmentBytes: 10 }],
  ['segmentBytes', { segmentBytes: 1.5e6 + 0.5 }],
  ['durability', { durability: 'maybe' as 'fsync' }],
  ['networkFileSystem', { networkFileSystem: 'yes' as 'allow' }],
])('a bad %s is refused at once', (name, options) => {
  expect(() => opened(newFolder(), options)).toThrow(name);
});
