import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bench = join(root, 'bench');

/** Nothing can be measured; `code` as in @jq/core. */
export class Unavailable extends Error {
  code = 'unavailable';
}

/** The rivals are not part of the workspace: fetched on first use. @throws Unavailable */
export function installRivals() {
  if (loads('better-sqlite3') && existsSync(join(bench, 'node_modules/plainjob'))) return;
  console.log(
    'bench: installing better-sqlite3 and plainjob into bench/node_modules, once; where there is no\n' +
      'ready-made binary for this Node, better-sqlite3 is compiled, which takes some minutes',
  );
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['install'], { cwd: bench, stdio: 'inherit', shell });
  if (status !== 0 || !loads('better-sqlite3'))
    throw new Unavailable(
      `npm install in bench/ failed (${status}): its output above says why; better-sqlite3 needs a C++ ` +
        'compiler, make and Python where no ready-made binary fits',
    );
}

/** Measures what users get: the build. @throws Unavailable if it is not there or older than the source */
export function checkBuild() {
  for (const name of ['core', 'file']) {
    const folder = join(root, 'packages', name);
    const built = join(folder, 'dist/index.js');
    if (!existsSync(built)) throw new Unavailable(`${built} is missing: run npm run build`);
    if (newest(join(folder, 'src')) > newest(join(folder, 'dist')))
      throw new Unavailable(`packages/${name}/dist is older than its source: run npm run build`);
  }
}

/** In a process of its own: a binary for another Node must not stay loaded. */
function loads(name) {
  const script = `new (require(${JSON.stringify(name)}))(':memory:')`;
  return spawnSync(process.execPath, ['-e', script], { cwd: bench }).status === 0;
}

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)).mtimeMs),
  );
}

/** Versions of the rivals, for the record. */
export function rivalVersions() {
  const require = createRequire(join(bench, 'run.mjs'));
  const Database = require('better-sqlite3');
  const memory = new Database(':memory:');
  const sqlite = memory.prepare('SELECT sqlite_version()').pluck().get();
  memory.close();
  const version = (name) => require(`${name}/package.json`).version;
  return { 'better-sqlite3': version('better-sqlite3'), sqlite, plainjob: '0.0.14' };
}
