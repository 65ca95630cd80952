// What the checks read of source files: which there are, what they import, how much code they hold.
import { dirname, join, normalize } from 'node:path';

import { files, textOf } from './tree.mjs';

const SOURCE = /^(packages|apps|tools)\/[^/]+\/src\/.*\.ts$/;

/** The TypeScript sources of all packages, without tests. */
export function sources() {
  return files().filter((path) => SOURCE.test(path));
}

const IMPORT = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)';$|\bimport\('([^']+)'\)/gm;

/** What a file imports or exports from elsewhere, types included, as written. */
export function importsOf(path) {
  return [...textOf(path).matchAll(IMPORT)].map(([, named, dynamic]) => named ?? dynamic);
}

/** The sources that the exports of the packages lead to. */
export function doors() {
  return files()
    .filter((path) => /^packages\/[^/]+\/package\.json$/.test(path))
    .flatMap((path) =>
      Object.values(JSON.parse(textOf(path)).exports ?? {})
        .filter((door) => door['@jq/source'] !== undefined)
        .map((door) => join(dirname(path), door['@jq/source'])),
    );
}

/** For each source the sources that import it. */
export function importers(paths) {
  const found = new Map(paths.map((path) => [path, new Set()]));
  for (const path of paths)
    for (const spec of importsOf(path).filter((one) => one.startsWith('.')))
      found.get(normalize(join(dirname(path), spec)).replace(/\.js$/, '.ts'))?.add(path);
  return found;
}

/** Lines of code: neither blank nor comment alone, so that explaining costs nothing. */
export function codeLines(path) {
  let inComment = false;
  let count = 0;
  for (const line of textOf(path).split('\n')) {
    const text = line.trim();
    if (inComment || text.startsWith('/*')) inComment = !text.includes('*/');
    else if (text !== '' && !text.startsWith('//')) count += 1;
  }
  return count;
}
