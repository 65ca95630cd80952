// Keeps files small and named after what they are for (functions: oxlint's max-lines-per-function).
import { codeLines } from './source.mjs';
import { conclude, files } from './tree.mjs';

const CODE = /\.(ts|mts|cts|mjs|cjs|js)$/;
const SOURCE = /^(packages|apps)\/[^/]+\/src\/.*\.ts$/;
const VAGUE = /(^|[-_.])(util|utils|helper|helpers|common|manager|managers|misc)([-_.]|$)/i;
const MAX_LINES = 300;
const MAX_MEDIAN = 100;
/** Files with a limit of their own: pattern, lines. */
const LIMITS = [[/^packages\/[^/]+\/test\/(.*\.)?contract\.test\.ts$/, 15]];

const code = files().filter((path) => CODE.test(path) && !path.startsWith('api/'));
const problems = [];
for (const path of code) {
  const limit = LIMITS.find(([pattern]) => pattern.test(path))?.[1] ?? MAX_LINES;
  const has = codeLines(path);
  if (has > limit)
    problems.push(`${path}: ${has} lines of code, the limit is ${limit}: split it by purpose`);
  for (const part of path.split('/'))
    if (VAGUE.test(part))
      problems.push(`${path}: "${part}" says nothing; name it after its purpose`);
}
const sorted = code
  .filter((path) => SOURCE.test(path))
  .map(codeLines)
  .sort((a, b) => a - b);
const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
if (median > MAX_MEDIAN)
  problems.push(`the median source file has ${median} lines, the limit is ${MAX_MEDIAN}`);
conclude(
  problems,
  `${sorted.length} source files, median ${median} lines, longest ${sorted.at(-1)}`,
);
