// The publishable packages, and their tarballs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../tree.mjs';
import { run } from './process.mjs';

/**
 * The packages that are published, core first.
 * @returns {{ dir: string, folder: string, name: string, adapter: boolean }[]}
 */
export function publishable(base = root) {
  const found = readdirSync(join(base, 'packages'))
    .filter((dir) => existsSync(join(base, 'packages', dir, 'package.json')))
    .map((dir) => {
      const folder = join(base, 'packages', dir);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const { tags } = JSON.parse(readFileSync(join(folder, 'turbo.json'), 'utf8'));
      return {
        dir,
        folder,
        name: manifest.name,
        private: manifest.private,
        adapter: tags.includes('adapter'),
      };
    });
  return found
    .filter((one) => !one.private)
    .toSorted((a, b) => Number(b.dir === 'core') - Number(a.dir === 'core'));
}

/** Packs one package as `pnpm publish` would; answers the tarball's path. */
export async function pack({ folder }, into) {
  const printed = await run('pnpm', ['pack', '--json', '--pack-destination', into], {
    cwd: folder,
  });
  const packed = JSON.parse(printed);
  return join(into, (Array.isArray(packed) ? packed[0] : packed).filename.split(/[\\/]/).at(-1));
}

/** The packages that an install brought into a folder: name and manifest. */
export function installed(folder) {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.keys(lock.packages)
    .map((path) => JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8')))
    .map((manifest) => ({ name: manifest.name, manifest }));
}
