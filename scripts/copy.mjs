// A throwaway copy of the repository, for trials that change files.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { files, root } from './tree.mjs';

/**
 * Copies what git would keep and links what is installed; removed when this process ends.
 * @returns {string} the folder of the copy
 */
export function copyRepository() {
  const copy = temporaryFolder();
  for (const path of files()) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const group of ['packages', 'apps', 'tools'])
    for (const dir of readdirSync(join(root, group))) {
      const modules = join(group, dir, 'node_modules');
      if (!existsSync(join(root, modules))) continue;
      // The links are relative: in the copy they lead to the copy.
      const filter = (path) => basename(path) !== '.cache';
      cpSync(join(root, modules), join(copy, modules), {
        recursive: true,
        verbatimSymlinks: true,
        filter,
      });
    }
  return copy;
}

/** An empty folder outside the repository; removed when this process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'jq-trial-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
