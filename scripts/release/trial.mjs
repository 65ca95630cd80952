// One document's example, in a folder where the packages were installed, every way a user may run
// it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { build } from 'esbuild';

import { root } from '../tree.mjs';
import { asCommonJs } from './example.mjs';
import { run } from './process.mjs';

const typescript = join(root, 'node_modules/typescript/bin/tsc');

/** As a user's tsconfig.json; the types of Node are the only thing not installed by the trial. */
const compilerOptions = (module, moduleResolution) => ({
  module,
  moduleResolution,
  target: 'ES2022',
  lib: ['ES2023'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
});

/** Type-checks the example under one resolution; emits it when `outDir` is given. */
async function compile(folder, module, moduleResolution, outDir) {
  const config = join(folder, `tsconfig.${moduleResolution}.json`);
  const emit = outDir === undefined ? { noEmit: true } : { outDir };
  const options = { ...compilerOptions(module, moduleResolution), ...emit };
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files: ['example.ts'] }));
  await run(process.execPath, [typescript, '-p', config], { cwd: folder });
}

async function bundle(entry, outfile) {
  const how = { bundle: true, platform: 'node', format: 'esm', logLevel: 'error' };
  await build({ entryPoints: [entry], outfile, ...how });
}

/** Runs a program in an empty folder of its own and compares what it prints. */
async function runs(folder, name, program, prints) {
  const cwd = join(folder, `run-${name}`);
  mkdirSync(cwd);
  const printed = await run(process.execPath, ['--throw-deprecation', program], { cwd });
  if (printed !== prints)
    throw new Error(`${name}: the document says it prints\n${prints}\nbut it printed\n${printed}`);
}

/**
 * Compiles and bundles an example; runs it too where the document says what it prints.
 * @returns {Promise<string[]>} what was done
 */
export async function tryExample(folder, { code, prints }) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'example.ts'), code);
  await compile(folder, 'nodenext', 'nodenext', 'out');
  await compile(folder, 'esnext', 'bundler');
  // Outside of where packages were installed, so that it can only use what it contains.
  const alone = join(folder, '../..', `${basename(folder)}.mjs`);
  await bundle(join(folder, 'example.ts'), alone);
  if (prints === undefined) return ['nodenext', 'bundler', 'esbuild'];
  writeFileSync(join(folder, 'example.cjs'), await asCommonJs(code));
  await runs(folder, 'esm', join(folder, 'out/example.js'), prints);
  await runs(folder, 'require', join(folder, 'example.cjs'), prints);
  await runs(folder, 'bundle', alone, prints);
  return ['nodenext', 'bundler', 'run as ESM', 'by require()', 'bundled by esbuild'];
}
