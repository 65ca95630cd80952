// Shows that every check of `npm run check` can fail: plants violations, one at a time, in a
// throwaway copy of the repository.
//   node scripts/prove-checks.mjs [check ...]
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { CHECKS, runCheck } from './check.mjs';
import { copyRepository } from './copy.mjs';
import { PLANTINGS } from './plantings.mjs';

const commands = new Map(CHECKS.map(([name, , command]) => [name, command]));
// These read what the planted change builds to; the others see the build of the unchanged copy.
const AFTER_BUILD = new Set(['api', 'adapters', 'publint']);
const copy = copyRepository();
const wanted = process.argv.slice(2);
const chosen = [...commands.keys()].filter((name) => wanted.length === 0 || wanted.includes(name));

async function run(name) {
  if (AFTER_BUILD.has(name)) await runCheck(commands.get('build'), copy);
  return runCheck(commands.get(name), copy);
}

/** Plants, runs the check, restores; answers what is wrong with the check, or nothing. */
async function prove({ check, file, change, expected }) {
  const target = join(copy, file);
  const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
  const after = change(before ?? '');
  if (after === before) return `the planting changes nothing in ${file}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, after);
  const { code, output } = await run(check);
  if (before === undefined) rmSync(target);
  else writeFileSync(target, before);
  if (code === 0) return 'did not fail';
  if (!expected.test(output)) return `failed for another reason:\n${output.trim().slice(-2000)}`;
  return undefined;
}

const problems = [];
await runCheck(commands.get('build'), copy);
console.log('check       planted                                        result');
for (const name of chosen) {
  const { code, output } = await run(name);
  const plantings = PLANTINGS.filter(({ check }) => check === name);
  if (code !== 0)
    problems.push(`${name}: fails without a planting:\n${output.trim().slice(-2000)}`);
  if (plantings.length === 0) problems.push(`${name}: nothing is planted for it`);
  for (const planting of plantings) {
    const problem = await prove(planting);
    if (problem) problems.push(`${name}: ${planting.what}: ${problem}`);
    console.log(`${name.padEnd(12)}${planting.what.padEnd(47)}${problem ? 'NOT PROVEN' : 'fails'}`);
  }
}
for (const problem of problems) console.error(`\n${problem}`);
if (problems.length > 0) process.exitCode = 1;
else console.log('every check fails when it should, and passes otherwise');
