import { stat } from 'node:fs/promises';

import { type Digest, digestOf } from './digest.js';
import type { Result } from './result.js';

/** Paths by what is wrong with their results. */
export interface Verdict {
  equal: number;
  /** No worker left a result. */
  readonly missing: string[];
  /** A result differs from a direct computation. */
  readonly wrong: string[];
  /** Written to after the run began, so nothing can be said. */
  readonly changed: string[];
  /** Neither the worker nor this process could read it. */
  readonly unreadable: string[];
}

const AT_ONCE = 8;

/** Computes every digest again, in this process and without a queue, and compares. */
export async function verify(
  paths: readonly string[],
  results: ReadonlyMap<string, readonly Result[]>,
  since: number,
  checked: (count: number) => void,
): Promise<Verdict> {
  const verdict: Verdict = { equal: 0, missing: [], wrong: [], changed: [], unreadable: [] };
  let next = 0;
  const check = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      await compare(path, results.get(path) ?? [], since, verdict);
      checked(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, check));
  return verdict;
}

async function compare(
  path: string,
  results: readonly Result[],
  since: number,
  verdict: Verdict,
): Promise<void> {
  if (results.length === 0) return void verdict.missing.push(path);
  const direct = await digestOf(path).catch(() => undefined);
  if (results.every(({ digest }) => same(direct, digest))) {
    if (direct === undefined) verdict.unreadable.push(path);
    else verdict.equal++;
  } else if (await touchedSince(path, since)) verdict.changed.push(path);
  else verdict.wrong.push(path);
}

function same(a: Digest | undefined, b: Digest | undefined): boolean {
  return a?.sha256 === b?.sha256 && a?.lines === b?.lines && a?.bytes === b?.bytes;
}

async function touchedSince(path: string, since: number): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  return now === undefined || now.mtimeMs >= since || now.ctimeMs >= since;
}
