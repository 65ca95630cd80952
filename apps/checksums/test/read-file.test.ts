import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readFile } from '../src/read-file.js';
import { folderWith } from './folder.js';

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
