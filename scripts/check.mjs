// The checks of `npm run check`, all or the ones named, and which of them failed.
//   node scripts/check.mjs [--list] [name ...]
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from './tree.mjs';

/** Name, what it proves, command. Run in this order; `build` first, others read its output. */
export const CHECKS = [
  ['build', 'every package compiles', 'turbo run build --output-logs=errors-only'],
  ['types', 'sources and tests type-check', 'tsc -b tsconfig.json tsconfig.test.json'],
  ['lint', 'type-aware lint, imports, function length', 'oxlint --type-aware --deny-warnings'],
  ['format', 'code and text are formatted', 'oxfmt --check'],
  ['boundaries', 'arrows between packages point one way', 'turbo boundaries'],
  ['arrows', 'imports go where their kind may', 'node scripts/arrows.mjs'],
  [
    'workspace',
    'package.json files agree',
    'sherif --fail-on-warnings && node scripts/manifests.mjs',
  ],
  ['unused', 'no unused file, export or dependency', 'knip'],
  ['publint', 'packages are publishable', 'turbo run publint --output-logs=errors-only'],
  ['api', 'api/ shows the public API', 'node scripts/api.mjs --check'],
  ['sizes', 'files are small and well named', 'node scripts/sizes.mjs'],
  ['floor', 'no small file is a step of one other', 'node scripts/floor.mjs'],
  ['skeleton', 'every adapter has the same files', 'node scripts/skeleton.mjs'],
  ['words', 'comments, names, subjects are plain', 'node scripts/words.mjs'],
  ['texts', 'nothing of one machine or network', 'node scripts/texts.mjs'],
  ['links', 'links in the documentation resolve', 'node scripts/links.mjs'],
  ['adapters', 'docs/adapters.md is up to date', 'node scripts/adapters-doc.mjs --check'],
];

/** Runs one command line in `cwd`; answers its exit code and everything it printed. */
export function runCheck(command, cwd = root, env = process.env) {
  const bin = join(cwd, 'node_modules', '.bin');
  const child = spawn(command, {
    cwd,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, PATH: `${bin}${delimiter}${env.PATH}`, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function main(names) {
  if (names.includes('--list'))
    return CHECKS.forEach(([name, what]) => console.log(`${name.padEnd(12)}${what}`));
  const unknown = names.filter((name) => !CHECKS.some(([known]) => known === name));
  if (unknown.length > 0)
    throw new Error(`no such check: ${unknown.join(', ')} (--list shows them)`);
  const failed = [];
  for (const [name, what, command] of CHECKS) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = performance.now();
    const { code, output } = await runCheck(command);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(12)}${what.padEnd(44)}${seconds} s`,
    );
    if (code === 0) continue;
    failed.push(name);
    console.log(`\n$ ${command}\n${output.trim()}\n`);
  }
  if (failed.length === 0) return console.log('all checks passed');
  console.log(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
