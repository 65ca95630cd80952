// A small file that only one other needs is a step of that one: it is merged into it, or the
// comment at its head says why not, in a sentence that begins with "Of its own because".
import { codeLines, doors, importers, sources } from './source.mjs';
import { conclude, textOf } from './tree.mjs';

const MIN_LINES = 25;
const REASON = /\bOf its own\s+(?:\*\s+|\/\/\s+)?because\s/;
// What every adapter has, however small (scripts/skeleton.mjs).
const SKELETON = /^packages\/[^/]+\/src\/(?:options|dsn|supports|errors|adapter)\.ts$/;
// One Lua script a file: a program in another language.
const SCRIPTS = /^packages\/redis\/src\/(?:.*\/)?scripts\//;

const problems = [];
const paths = sources();
const expected = doors();
for (const [path, by] of importers(paths)) {
  const [only, ...others] = by;
  if (only === undefined || others.length > 0 || expected.includes(only)) continue;
  if (expected.includes(path) || SKELETON.test(path) || SCRIPTS.test(path)) continue;
  const has = codeLines(path);
  if (has < MIN_LINES && !REASON.test(textOf(path)))
    problems.push(
      `${path}: ${has} lines of code, only for ${only}: merge them, or say "Of its own because …"`,
    );
}
conclude(problems, `none of ${paths.length} sources is a small step of one other`);
