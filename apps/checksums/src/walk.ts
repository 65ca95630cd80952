import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The regular files below a folder. Symbolic links are not followed, so every file comes once; a
 * folder that can't be listed is told to `skipped` and left out.
 */
export async function* walk(
  folder: string,
  skipped: (folder: string, error: Error) => void,
): AsyncGenerator<string, void, undefined> {
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const current = next;
    const entries = await readdir(current, { withFileTypes: true }).catch((error: Error) => {
      skipped(current, error);
      return [];
    });
    for (const entry of entries) {
      if (entry.isDirectory()) folders.push(join(current, entry.name));
      else if (entry.isFile()) yield join(current, entry.name);
    }
  }
}
