import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { MergedResults } from '../src/merged-results.js';
import type { Result } from '../src/result.js';
import { ResultsFile } from '../src/results-file.js';
import { folderWith } from './folder.js';

const result = (path: string, worker: string, attempts = 1): Result => ({ path, worker, attempts });

test('reads what was added, merges by path and counts repetitions', async () => {
  const folder = await folderWith();
  const merged = new MergedResults(folder);
  const w1 = await ResultsFile.open(folder, 'w1');
  const w2 = await ResultsFile.open(folder, 'w2');
  await w1.append(result('a', 'w1'));
  await merged.read();
  await w1.append(result('b', 'w1'));
  await w2.append(result('b', 'w2', 2));
  await merged.read();
  await merged.read();
  expect([...merged.byPath.keys()]).toEqual(['a', 'b']);
  expect(merged.perWorker).toEqual(
    new Map([
      ['w1', 2],
      ['w2', 1],
    ]),
  );
  expect(merged).toMatchObject({ redeliveries: 1, duplicates: 1 });
  await Promise.all([w1.close(), w2.close()]);
});

test('leaves a cut line until its end is there', async () => {
  const folder = await folderWith();
  const merged = new MergedResults(folder);
  const line = `${JSON.stringify(result('grüße', 'w1'))}\n`;
  const bytes = Buffer.from(line);
  const cut = bytes.indexOf('ü') + 1;
  await writeFile(join(folder, 'w1.jsonl'), bytes.subarray(0, cut));
  await merged.read();
  expect(merged.byPath.size).toBe(0);
  await appendFile(join(folder, 'w1.jsonl'), bytes.subarray(cut));
  await merged.read();
  expect([...merged.byPath.keys()]).toEqual(['grüße']);
});
