import type { MergedResults } from './merged-results.js';
import { clock, count, percent, size } from './numbers.js';
import type { Found } from './produce.js';
import type { Verdict } from './verify.js';
import type { WorkerProcess } from './worker-processes.js';

/** All that the closing table tells of. */
export interface Facts {
  readonly processes: readonly WorkerProcess[];
  readonly found: Found;
  readonly results: MergedResults;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
}

const SHOWN_PATHS = 10;

/** The closing table, as text that ends in a line feed. */
export function report(facts: Facts): string {
  return `\n${[...figures(facts), '', ...workers(facts), '', ...verification(facts)].join('\n')}\n`;
}

function figures({ found, results, elapsedMs }: Facts): string[] {
  let bytes = 0;
  for (const [first] of results.byPath.values()) bytes += first?.digest?.bytes ?? 0;
  const seconds = elapsedMs / 1000;
  return [
    `files         ${count(found.paths.length)}`,
    `bytes         ${size(bytes)}`,
    `time          ${clock(elapsedMs)}`,
    `rate          ${count(found.paths.length / seconds)} files/s, ${size(bytes / seconds)}/s`,
    `redeliveries  ${count(results.redeliveries)} (came again after their worker was gone)`,
    `duplicates    ${count(results.duplicates)} (computed twice, merged by path)`,
  ];
}

function workers({ processes, results }: Facts): string[] {
  const all = [...results.perWorker.values()].reduce((sum, one) => sum + one, 0);
  const rows = [...results.perWorker].map(([name, files]) => {
    const fate = processes.find((one) => one.name === name)?.fate ?? 'joined';
    const how = fate === 'killed' ? 'killed with SIGKILL' : fate;
    return `${name.padEnd(14)}${count(files).padStart(8)}${`${percent(files, all)} %`.padStart(8)}  ${how}`;
  });
  return [
    `${'worker'.padEnd(14)}${'files'.padStart(8)}${'share'.padStart(8)}  end`,
    ...rows.toSorted(),
  ];
}

function verification({ found, verdict }: Facts): string[] {
  const { equal, missing, wrong, changed, unreadable } = verdict;
  const lines = [
    ...named('folders that could not be listed', found.skipped),
    ...named('files that could not be read', unreadable),
    ...named('files that changed meanwhile', changed),
    ...named('MISSING', missing),
    ...named('WRONG', wrong),
  ];
  const bad = missing.length + wrong.length;
  const verdictLine =
    bad === 0
      ? `verified: all ${count(equal)} digests equal a direct computation`
      : `FAILED: ${count(missing.length)} missing, ${count(wrong.length)} wrong, ${count(equal)} right`;
  return [...lines, verdictLine];
}

function named(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const more =
    paths.length > SHOWN_PATHS ? [`  … and ${count(paths.length - SHOWN_PATHS)} more`] : [];
  return [
    `${what}: ${count(paths.length)}`,
    ...paths.slice(0, SHOWN_PATHS).map((path) => `  ${path}`),
    ...more,
  ];
}
