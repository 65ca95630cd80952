// Installs the packages as a user would, core and one adapter at a time, into empty folders outside
// the repository, and runs the examples of the documentation there. Needs a build and no network.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from './copy.mjs';
import { bringsOthers, checkArrivals, dependenciesOf } from './release/clients.mjs';
import { exampleOf } from './release/example.mjs';
import { installed, pack, publishable } from './release/packages.mjs';
import { run } from './release/process.mjs';
import { tryExample } from './release/trial.mjs';
import { root } from './tree.mjs';

const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts'];
const base = temporaryFolder();

/** Installs tarballs alone into an empty folder and checks that nothing else came along. */
async function install(folder, tarballs, expected) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "trial", "private": true, "type": "module" }\n',
  );
  // Our own packages come from their tarballs; only a broker's client may have to be fetched.
  const fetching = bringsOthers(expected) ? '--prefer-offline' : '--offline';
  await run('npm', ['install', fetching, ...QUIET, ...tarballs], { cwd: folder });
  const arrived = installed(folder);
  checkArrivals(arrived, expected);
  for (const { name, manifest } of arrived.filter((one) => one.name.startsWith('@jq/')))
    checkArrived(join(folder, 'node_modules', name), manifest);
  return arrived.map(({ name }) => name).join(', ');
}

function checkArrived(folder, manifest) {
  assert.deepEqual(
    new Set(Object.keys(manifest.dependencies ?? {})),
    new Set(dependenciesOf(manifest.name)),
    `${manifest.name}: dependencies`,
  );
  for (const kind of ['peerDependencies', 'optionalDependencies', 'bundleDependencies'])
    assert.equal(manifest[kind], undefined, `${manifest.name}: ${kind}`);
  assert.doesNotMatch(JSON.stringify(manifest.exports), /@jq\/source|\.ts"(?<!d\.ts")/);
  for (const file of ['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts'])
    assert.ok(existsSync(join(folder, file)), `${manifest.name}: ${file} is missing`);
  assert.ok(!existsSync(join(folder, 'test')), `${manifest.name}: tests were packed`);
}

/** The documents whose first example needs nothing but core and this adapter. */
function documents(adapter) {
  return ['README.md', 'packages/core/README.md', `packages/${adapter.dir}/README.md`]
    .map((path) => ({ path, example: exampleOf(readFileSync(join(root, path), 'utf8')) }))
    .filter(({ example }) => {
      const imports = [...(example?.code ?? '').matchAll(/from '(@jq\/[^']+)'/g)];
      const known = imports.every(
        ([, name]) => /^@jq\/core(\/|$)/.test(name) || name === adapter.name,
      );
      return imports.length > 0 && known;
    });
}

const packages = publishable();
const tarballs = new Map();
for (const one of packages) tarballs.set(one.name, await pack(one, base));
console.log(`packed ${[...tarballs.keys()].join(', ')}`);

const core = tarballs.get('@jq/core');
console.log(`core alone: ${await install(join(base, 'core-alone'), [core], ['@jq/core'])}`);
for (const adapter of packages.filter((one) => one.adapter)) {
  const app = join(base, adapter.dir, 'app');
  const given = [core, tarballs.get(adapter.name)];
  const names = await install(app, given, ['@jq/core', adapter.name]);
  const found = documents(adapter);
  assert.ok(
    found.some(({ example }) => example.prints),
    `${adapter.name}: no example can be run`,
  );
  for (const [index, { path, example }] of found.entries()) {
    const done = await tryExample(join(app, `example-${index}`), example);
    console.log(`${names}: the example of ${path}: ${done.join(', ')}`);
  }
}
console.log('release test passed');
