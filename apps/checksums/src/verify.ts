import { stat } from 'node:fs/promises';

import { type Digest, digestOf } from './digest.js';
import type { Result } from './result.js';

/** Paths by what is wrong with their results. */
export interface Verdict {
  readonly equal: number;
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
  const findings = new Map<string, keyof Verdict>();
  const waiting = paths.values();
  const check = async (): Promise<void> => {
    for (const path of waiting) {
      findings.set(path, await compare(path, results.get(path) ?? [], since));
      checked(findings.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, check));

  // In the order of `paths`, whichever file was read first.
  const found = (what: keyof Verdict): string[] =>
    paths.filter((path) => findings.get(path) === what);
  return {
    equal: found('equal').length,
    missing: found('missing'),
    wrong: found('wrong'),
    changed: found('changed'),
    unreadable: found('unreadable'),
  };
}

async function compare(
  path: string,
  results: readonly Result[],
  since: number,
): Promise<keyof Verdict> {
  if (results.length === 0) return 'missing';
  const direct = await digestOf(path).catch(() => undefined);
  if (results.every(({ digest }) => same(direct, digest)))
    return direct === undefined ? 'unreadable' : 'equal';
  return (await touchedSince(path, since)) ? 'changed' : 'wrong';
}

function same(a: Digest | undefined, b: Digest | undefined): boolean {
  return a?.sha256 === b?.sha256 && a?.lines === b?.lines && a?.bytes === b?.bytes;
}

async function touchedSince(path: string, since: number): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  return now === undefined || now.mtimeMs >= since || now.ctimeMs >= since;
}
