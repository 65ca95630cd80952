import { join } from 'node:path';

import { expect, test } from 'vitest';

import { digestOf, readFile } from '../src/digest.js';
import { folderWith } from './folder.js';

test('counts bytes and lines and knows SHA-256', async () => {
  const folder = await folderWith({ abc: 'abc', empty: '', long: 'x\n'.repeat(400_000) });
  expect(await digestOf(join(folder, 'abc'))).toEqual({
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    lines: 0,
    bytes: 3,
  });
  expect(await digestOf(join(folder, 'empty'))).toMatchObject({ lines: 0, bytes: 0 });
  expect(await digestOf(join(folder, 'long'))).toMatchObject({ lines: 400_000, bytes: 800_000 });
});

test('rejects for a file that is gone, and when its signal aborts', async () => {
  const folder = await folderWith({ abc: 'abc' });
  await expect(digestOf(join(folder, 'gone'))).rejects.toThrow('ENOENT');
  await expect(digestOf(join(folder, 'abc'), AbortSignal.abort())).rejects.toThrow('abort');
});

const never = new AbortController().signal;

test('answers the digest, or why there is none', async () => {
  const folder = await folderWith({ a: 'a' });
  expect(await readFile(join(folder, 'a'), never)).toMatchObject({ digest: { bytes: 1 } });
  expect(await readFile(join(folder, 'gone'), never)).toEqual({ unreadable: 'ENOENT' });
  expect(await readFile(folder, never)).toEqual({ unreadable: 'EISDIR' });
});

test('blames no file for its own end', async () => {
  const folder = await folderWith({ a: 'a' });
  const reason = new Error('the lease is lost');
  await expect(readFile(join(folder, 'a'), AbortSignal.abort(reason))).rejects.toBe(reason);
});
