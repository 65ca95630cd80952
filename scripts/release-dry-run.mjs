// Rehearses a release in a throwaway copy: `changeset version`, build, `changeset publish` to a
// registry on loopback, and an install from there. Nothing leaves this machine.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { copyRepository, temporaryFolder } from './copy.mjs';
import { start } from './local-registry.mjs';
import { checkArrivals } from './release/clients.mjs';
import { installed, publishable } from './release/packages.mjs';
import { run } from './release/process.mjs';

const copy = copyRepository();
const home = temporaryFolder();
const registry = await start('@jq');
const address = registry.url.replace('http:', '');
// A token is needed by form; the registry does not look at it.
const npmrc = `registry=${registry.url}/\n@jq:registry=${registry.url}/\n${address}/:_authToken=local\n`;
writeFileSync(join(home, '.npmrc'), npmrc);
writeFileSync(join(copy, '.npmrc'), npmrc);
// What npm and pnpm set for their scripts names the real registry and outranks any file.
const inherited = Object.entries(process.env).filter(([name]) => !/^p?npm_config_/i.test(name));
const env = {
  ...Object.fromEntries(inherited),
  PATH: `${join(copy, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  npm_config_userconfig: join(home, '.npmrc'),
  npm_config_registry: `${registry.url}/`,
  GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
};
const here = { cwd: copy, env };
const git = (...args) =>
  run('git', ['-c', 'user.name=trial', '-c', 'user.email=trial@example.invalid', ...args], here);
const versionOf = ({ folder }) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/**
 * Ties a package to the registry on loopback by its own manifest, and makes sure that npm and pnpm
 * obey.
 */
async function keepHere({ folder, name }) {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.publishConfig.registry = `${registry.url}/`;
  writeFileSync(path, JSON.stringify(manifest, null, 2));
  for (const program of ['npm', 'pnpm']) {
    const said = await run(program, ['config', 'get', 'registry'], { cwd: folder, env });
    assert.equal(said.trim(), `${registry.url}/`, `${program} would publish ${name} elsewhere`);
  }
}

try {
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'The repository as it is');

  const packages = publishable(copy);
  const before = new Map(packages.map((one) => [one.name, versionOf(one)]));
  await run('changeset', ['version'], here);
  for (const one of packages) {
    console.log(`${one.name}: ${before.get(one.name)} -> ${versionOf(one)}`);
    assert.ok(existsSync(join(one.folder, 'CHANGELOG.md')), `${one.name} has no CHANGELOG.md`);
  }

  await run('turbo', ['run', 'build', '--output-logs=errors-only'], here);
  for (const one of packages) await keepHere(one);
  await run('changeset', ['publish', '--no-git-tag'], here);
  const published = [...registry.published.keys()];
  assert.deepEqual(new Set(published), new Set(packages.map(({ name }) => name)), 'published');
  console.log(`published to a registry on loopback: ${published.join(', ')}`);

  for (const adapter of packages.filter((one) => one.adapter)) {
    const folder = temporaryFolder();
    const flags = ['--no-audit', '--no-fund', '--registry', registry.url];
    await run('npm', ['install', ...flags, '@jq/core', adapter.name], { cwd: folder, env });
    const arrived = installed(folder);
    checkArrivals(arrived, ['@jq/core', adapter.name]);
    const ours = arrived.filter(({ name }) => name.startsWith('@jq/'));
    const names = ours.map(({ name, manifest }) => `${name}@${manifest.version}`);
    const others = arrived.length - ours.length;
    console.log(`installed from there: ${names.join(', ')}, with ${others} of its client`);
  }
  console.log('release rehearsal passed');
} finally {
  await registry.close();
}
