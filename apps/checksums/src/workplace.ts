import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Options } from './options.js';

/** The folders of one run. */
export interface Workplace {
  readonly dsn: string;
  readonly results: string;
  /** Removes what was temporary. */
  tidy(): Promise<void>;
}

/** @throws Error when the results folder has something in it */
export async function prepare(options: Options): Promise<Workplace> {
  const temporary = await mkdtemp(join(tmpdir(), 'jq-checksums-'));
  const tidy = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  const results =
    options.results === undefined ? join(temporary, 'results') : resolve(options.results);
  await mkdir(results, { recursive: true });
  if ((await readdir(results)).length > 0) {
    await tidy();
    throw new Error(`--results ${results}: the folder is not empty`);
  }
  return { dsn: options.dsn ?? pathToFileURL(join(temporary, 'queue')).href, results, tidy };
}
