import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { connect, Queue, Worker } from '@jq/core';
import { expect, test, vi } from 'vitest';

import type { Result } from '../src/result.js';
import { checksum, type FileToRead } from '../src/tasks.js';
import { checksums, start } from './app.js';
import { folderWith, manyFiles } from './folder.js';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('computes every digest although a worker is killed on the way', async () => {
  const folder = await folderWith(manyFiles(400));
  const { code, output } = await checksums(folder, '--workers', '3', '--pace', '200');
  expect(output).toMatch(/>>> SIGKILL to worker w3 \(pid \d+\) at \d+ %/);
  expect(output).toMatch(/w3 +\d+ +\d+ % +killed with SIGKILL/);
  expect(output).toMatch(/redeliveries +[1-9]/);
  expect(output).toContain('verified: all 400 digests equal a direct computation');
  expect(code).toBe(0);
});

test('keeps the results where it is told to', async () => {
  const folder = await folderWith({ 'a.txt': 'one\ntwo\n', 'gr\u00FC\u00DFe/b': '' });
  const results = join(await folderWith(), 'results');
  const { code } = await checksums(folder, '--workers', '1', '--no-kill', '--results', results);
  expect(code).toBe(0);
  const lines = (await readFile(join(results, 'w1.jsonl'), 'utf8')).trim().split('\n');
  const found = lines.map((line) => JSON.parse(line) as Result);
  expect(found.map(({ path }) => path).toSorted()).toEqual([
    join(folder, 'a.txt'),
    join(folder, 'gr\u00FC\u00DFe/b'),
  ]);
  expect(found.find(({ path }) => path.endsWith('a.txt'))?.digest).toMatchObject({
    lines: 2,
    bytes: 8,
  });
  const again = await checksums(folder, '--results', results);
  expect(again.code).toBe(1);
  expect(again.output).toContain('not empty');
});

test('an empty folder is no failure, a missing one is', async () => {
  const folder = await folderWith();
  const empty = await checksums(folder, '--workers', '2');
  expect(empty.output).toContain('verified: all 0 digests');
  expect(empty.code).toBe(0);
  const missing = await checksums(join(folder, 'missing'));
  expect(missing.output).toContain('ENOENT');
  expect(missing.code).toBe(1);
});

test('a file that vanishes meanwhile is reported, not fatal', async () => {
  const folder = await folderWith(manyFiles(100));
  const dsn = `file:${join(await folderWith(), 'queue')}`;
  const args = ['--dsn', dsn, '--queue', 'mine', '--workers', '2', '--no-kill', '--pace', '300'];
  const { ended } = start([folder, ...args]);
  const queue = new Queue('mine', await connect(dsn));
  const last = await vi.waitUntil(async () => (await queue.peek('ready', 100)).at(-1));
  await queue.close();
  const { path } = (last.message as { data: FileToRead }).data;
  await rm(path);
  const { code, output } = await ended;
  expect(output).toContain(`files that could not be read: 1\n  ${path}\n`);
  expect(output).toContain('verified: all 99 digests');
  expect(code).toBe(0);
});

test('a forged result is found out', async () => {
  const folder = await folderWith(manyFiles(100));
  const results = join(await folderWith(), 'results');
  const args = ['--workers', '2', '--no-kill', '--pace', '50', '--results', results];
  const { printed, ended } = start([folder, ...args]);
  await printed(/workers/);
  const digest = { sha256: '0'.repeat(64), lines: 1, bytes: 1 };
  const forged: Result = { path: join(folder, '0/file 0.txt'), worker: 'w9', attempts: 1, digest };
  await writeFile(join(results, 'w9.jsonl'), `${JSON.stringify(forged)}\n`);
  const { code, output } = await ended;
  expect(output).toContain('WRONG: 1');
  expect(output).toContain(forged.path);
  expect(output).toContain('FAILED: 0 missing, 1 wrong, 99 right');
  expect(code).toBe(1);
});

test('a task completed without a result is found out', async () => {
  const folder = await folderWith(manyFiles(100));
  const dsn = `file:${join(await folderWith(), 'queue')}`;
  const shared = ['--dsn', dsn, '--queue', 'mine'];
  const { printed, ended } = start([
    folder,
    ...shared,
    '--workers',
    '2',
    '--no-kill',
    '--pace',
    '100',
  ]);
  await printed(/workers/);
  const queue = new Queue('mine', await connect(dsn));
  const lazy = new Worker(queue, [checksum.handle(() => undefined)], { limits: { tasks: 3 } });
  await lazy.run();
  await queue.close();
  const { code, output } = await ended;
  expect(output).toContain('MISSING: 3');
  expect(output).toContain('FAILED: 3 missing, 0 wrong, 97 right');
  expect(code).toBe(1);
});

test('Ctrl-C ends the workers and removes the temporary folder', async () => {
  const folder = await folderWith(manyFiles(200));
  const temporary = await folderWith();
  const run = start([folder, '--workers', '2', '--pace', '1000'], { TMPDIR: temporary });
  const [, pids = ''] = await run.printed(/pids ([\d, ]+)/);
  expect(await readdir(temporary)).toHaveLength(1);
  run.child.kill('SIGINT');
  const { code, output } = await run.ended;
  expect(output).toContain('interrupted');
  expect(code).toBe(130);
  expect(pids.split(', ').map(Number).filter(isAlive)).toEqual([]);
  expect(await readdir(temporary)).toEqual([]);
});

test('gives up when its time is over', async () => {
  const folder = await folderWith(manyFiles(200));
  const { code, output } = await checksums(
    folder,
    '--workers',
    '2',
    '--pace',
    '1000',
    '--time-limit',
    '2',
  );
  expect(output).toContain('not done within 2 s');
  expect(code).toBe(1);
});

test('wrong arguments are explained', async () => {
  const { code, output } = await checksums('--workers', 'many');
  expect(output).toContain('--workers many: use a whole number from 1 to 64');
  expect(code).toBe(2);
});
