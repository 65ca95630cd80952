import { symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { walk } from '../src/produce.js';
import { folderWith } from './folder.js';

async function found(folder: string): Promise<{ paths: string[]; skipped: string[] }> {
  const skipped: string[] = [];
  const paths: string[] = [];
  for await (const path of walk(folder, (one) => skipped.push(one))) paths.push(path);
  return { paths: paths.toSorted(), skipped };
}

test('finds files in all folders and follows no symbolic link', async () => {
  const folder = await folderWith({ 'a.txt': 'a', 'deep/er/b.txt': 'b' });
  await symlink(folder, join(folder, 'deep/loop'));
  await symlink(join(folder, 'a.txt'), join(folder, 'again.txt'));
  const paths = [join(folder, 'a.txt'), join(folder, 'deep/er/b.txt')];
  expect(await found(folder)).toEqual({ paths, skipped: [] });
});

test('tells of a folder that is not there and goes on', async () => {
  const folder = join(await folderWith(), 'gone');
  expect(await found(folder)).toEqual({ paths: [], skipped: [folder] });
});
