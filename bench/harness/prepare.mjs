import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { BENCH } from './benches.mjs';

const PACKAGES = join(BENCH, '../packages');

/** Nothing can be measured; `code` as in @jq/core. */
export class Unavailable extends Error {
  code = 'unavailable';
}

/**
 * The rivals are not part of the workspace: fetched on first use, those of this adapter only.
 * @throws Unavailable
 */
export function installRivals(adapter, bench) {
  const folder = join(BENCH, adapter);
  if (load(folder, bench)) return;
  console.log(
    `bench: installing ${bench.rivals.join(', ')} into bench/${adapter}/node_modules, once; where npm\n` +
      'has no ready-made binary for this Node, it is compiled, which takes some minutes',
  );
  const flags = ['install', '--no-package-lock', '--no-fund', '--no-audit'];
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', flags, { cwd: folder, stdio: 'inherit', shell });
  if (status !== 0 || !load(folder, bench))
    throw new Unavailable(
      `npm install in bench/${adapter}/ failed (${status}): its output above says why; what must be ` +
        'compiled needs a C++ compiler, make and Python',
    );
}

/**
 * Measures what users get: the build. @throws Unavailable if it is not there or older than the
 * source
 */
export function checkBuild({ packages }) {
  for (const name of packages) {
    const folder = join(PACKAGES, name);
    const built = join(folder, 'dist/index.js');
    if (!existsSync(built)) throw new Unavailable(`${built} is missing: run npm run build`);
    if (newest(join(folder, 'src')) > newest(join(folder, 'dist')))
      throw new Unavailable(`packages/${name}/dist is older than its source: run npm run build`);
  }
}

/** Versions of the rivals as installed, and what else the bench names. */
export async function versionsOf(adapter, { rivals, versions }) {
  const found = rivals.map((name) => [name, versionOf(join(BENCH, adapter), name)]);
  return { ...Object.fromEntries(found), ...(await versions?.()) };
}

/**
 * Also as new as its package.json says. In a process of its own: a binary for another Node must not
 * stay loaded.
 */
function load(folder, { rivals, rivalsLoad = '' }) {
  const wanted = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies;
  if (rivals.some((name) => versionOf(folder, name) !== wanted[name])) return false;
  return spawnSync(process.execPath, ['-e', rivalsLoad], { cwd: folder }).status === 0;
}

/** Read from the file: not every package exports its package.json. */
function versionOf(folder, name) {
  for (const place of [folder, BENCH]) {
    const path = join(place, 'node_modules', name, 'package.json');
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')).version;
  }
  return undefined;
}

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)).mtimeMs),
  );
}
