import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { installMissing } from './install.js';
import { advice, type Program } from './programs.js';

// Servers are often outside of a user's PATH.
const MORE_FOLDERS = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/opt/homebrew/bin',
];

/** Where a program is; undefined when it is not installed. */
async function find(program: Program): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS];
  for (const folder of folders) {
    const path = join(folder, program);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

/** Where a program is, after installing it if need be. Rejects with what to do about it. */
export async function binaryOf(program: Program): Promise<string> {
  await provideBinaries([program]);
  return (await find(program)) as string;
}

/** Sees to it that the programs are there. Rejects with one message for all that can't be had. */
export async function provideBinaries(programs: readonly Program[]): Promise<void> {
  let missing = await missingOf(programs);
  if (missing.length === 0) return;
  await installMissing(() => missingOf(programs));
  missing = await missingOf(programs);
  if (missing.length > 0) throw new Error(advice(missing));
}

async function missingOf(programs: readonly Program[]): Promise<Program[]> {
  const paths = await Promise.all(programs.map(find));
  return programs.filter((_, i) => paths[i] === undefined);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
