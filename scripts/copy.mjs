// A throwaway copy of the repository, for trials that change files.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { files, root } from './tree.mjs';

/**
 * Copies what git would keep and installs the dependencies from pnpm's store: with a node_modules
 * of its own, nothing that pnpm does there reaches this one. Removed when this process ends.
 * @returns {string} the folder of the copy
 */
export function copyRepository() {
  const copy = temporaryFolder();
  for (const path of files()) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  const install = ['install', '--frozen-lockfile', '--prefer-offline'];
  execFileSync('pnpm', install, { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] });
  return copy;
}

/** An empty folder outside the repository; removed when this process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'jq-trial-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
