// Shows that every check of `npm run check` can fail: plants violations, one at a time, in a
// throwaway copy of the repository.
//   node scripts/prove-checks.mjs [check ...]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { CHECKS, runCheck } from './check.mjs';
import { copyRepository } from './copy.mjs';
import { CODE } from './plantings/code.mjs';
import { HOUSE } from './plantings/house.mjs';
import { root } from './tree.mjs';

const commands = new Map(CHECKS.map(([name, , command]) => [name, command]));
// These read what the planted change builds to; the others see the build of the unchanged copy.
const AFTER_BUILD = new Set(['api', 'adapters', 'publint']);
const PLANTINGS = [...CODE, ...HOUSE];
const copy = copyRepository();
const wanted = process.argv.slice(2);
const chosen = [...commands.keys()].filter((name) => wanted.length === 0 || wanted.includes(name));

async function run(name) {
  if (AFTER_BUILD.has(name)) await runCheck(commands.get('build'), copy);
  return runCheck(commands.get(name), copy);
}

/** Plants, runs the check, restores; answers what is wrong with the check, or nothing. */
async function prove({ changes, subject, check, expected }) {
  const restored = Object.entries(changes).map(([file, change]) => plant(file, change));
  if (subject !== undefined) restored.push(commit(subject));
  const { code, output } = await run(check);
  for (const restore of restored) restore();
  if (code === 0) return 'did not fail';
  if (!expected.test(output)) return `failed for another reason:\n${output.trim().slice(-2000)}`;
  return undefined;
}

/** Changes a file of the copy; answers what changes it back. */
function plant(file, change) {
  const target = join(copy, file);
  const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
  const after = change(before ?? '');
  if (after === before) throw new Error(`the planting changes nothing in ${file}`);
  mkdirSync(dirname(target), { recursive: true });
  if (after === undefined) rmSync(target);
  else writeFileSync(target, after);
  return () => (before === undefined ? rmSync(target) : writeFileSync(target, before));
}

/** Gives the copy this repository's history with a commit on top; answers what removes it. */
function commit(subject) {
  const git = (...args) => execFileSync('git', ['-C', copy, ...args], { stdio: 'ignore' });
  const history = join(copy, '.git');
  execFileSync('git', ['clone', '--quiet', '--bare', '--shared', root, history]);
  git('config', 'core.bare', 'false');
  const author = ['-c', 'user.name=trial', '-c', 'user.email=trial@example.invalid'];
  git(...author, 'commit', '--quiet', '--allow-empty', '--message', subject);
  return () => rmSync(history, { recursive: true });
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
