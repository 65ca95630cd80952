// The files of the repository that git would keep, found without git.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Paths relative to the root, with "/", sorted. Understands the plain patterns of .gitignore only.
 */
export function files() {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
  const folders = [
    '.git',
    ...ignored.filter((line) => line.endsWith('/')).map((l) => l.slice(0, -1)),
  ];
  const endings = ignored.filter((line) => line.startsWith('*.')).map((line) => line.slice(1));
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = relative(root, join(folder, entry.name)).split(sep).join('/');
      if (folders.includes(entry.name) || folders.includes(path)) continue;
      if (entry.isDirectory()) visit(join(folder, entry.name));
      else if (entry.isFile() && !endings.some((end) => path.endsWith(end))) found.push(path);
    }
  };
  visit(root);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** The text of a file named by `files`. */
export function textOf(path) {
  return readFileSync(join(root, path), 'utf8');
}

/** Prints what is wrong and sets the exit code, or says that all is well. */
export function conclude(problems, allWell) {
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(allWell);
}
