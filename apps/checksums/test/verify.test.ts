import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { digestOf } from '../src/digest.js';
import type { Result } from '../src/result.js';
import { verify } from '../src/verify.js';
import { folderWith } from './folder.js';

async function right(path: string): Promise<Result> {
  return { path, worker: 'w1', attempts: 1, digest: await digestOf(path) };
}

test('tells right, wrong, missing, changed and unreadable apart', async () => {
  const names = ['right', 'wrong', 'contested', 'missing', 'changed', 'unreadable'];
  const folder = await folderWith(Object.fromEntries(names.map((name) => [name, name])));
  const paths = names.map((name) => join(folder, name));
  const results = new Map<string, Result[]>();
  for (const path of paths) results.set(path, [await right(path)]);
  const at = (name: string): string => join(folder, name);
  const forged = { ...(await right(at('right'))), path: at('wrong') };
  results.set(at('wrong'), [forged]);
  results.get(at('contested'))?.push({ ...forged, path: at('contested') });
  results.delete(at('missing'));
  await rm(at('unreadable'));
  results.set(at('unreadable'), [
    { path: at('unreadable'), worker: 'w1', attempts: 1, unreadable: 'ENOENT' },
  ]);
  await writeFile(at('changed'), 'since then');
  const soon = new Date(Date.now() + 3_600_000);
  await utimes(at('changed'), soon, soon);

  const checked: number[] = [];
  const since = soon.getTime() - 60_000;
  expect(await verify(paths, results, since, (count) => checked.push(count))).toEqual({
    equal: 1,
    wrong: [at('wrong'), at('contested')],
    missing: [at('missing')],
    changed: [at('changed')],
    unreadable: [at('unreadable')],
  });
  expect(checked).toHaveLength(paths.length);
});

test('a file that only the worker could not read is wrong', async () => {
  const path = join(await folderWith({ a: 'a' }), 'a');
  const results = new Map([[path, [{ path, worker: 'w1', attempts: 1, unreadable: 'EIO' }]]]);
  const verdict = await verify([path], results, Date.now() + 60_000, () => undefined);
  expect(verdict.wrong).toEqual([path]);
});
