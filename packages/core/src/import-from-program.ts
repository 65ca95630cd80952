import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Imports a package that the program installed, not this package: strict layouts such as pnpm's hide it
 * from here, so it is looked for from the program's main file and working folder, too.
 */
export async function importFromProgram(packageName: string): Promise<unknown> {
  try {
    return await import(packageName);
  } catch (error) {
    if (!isMissing(error, packageName)) throw error;
    const main = process.argv[1] === undefined ? [] : [process.argv[1]];
    for (const from of [...main, join(process.cwd(), 'main.js')]) {
      const path = resolveFrom(from, packageName);
      if (path !== undefined) return await import(pathToFileURL(path).href);
    }
    throw error;
  }
}

function resolveFrom(file: string, packageName: string): string | undefined {
  try {
    return createRequire(realpathSync(dirname(file)) + sep).resolve(packageName);
  } catch {
    return undefined;
  }
}

/** Whether an import failed because the package itself, not something it imports, is not there. */
export function isMissing(error: unknown, packageName: string): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    error.message.includes(`'${packageName}'`)
  );
}
