import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { systemCode } from '../errors.js';
import { syncFolder } from './sync-folder.js';

/** Ending of a body that is being deleted and would be put back if a task named it after all. */
export const ASIDE = '.gone';

/** Bodies too long for the journal, one file each under `bodies/`. */
export class Bodies {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = join(folder, 'bodies');
  }

  /** Writes a body before the record that names it. */
  async write(name: string, body: Uint8Array, durable: boolean): Promise<void> {
    await makeFolder(this.folder);
    const file = await open(join(this.folder, name), 'w');
    try {
      await file.writeFile(body);
      if (durable) await file.sync();
    } catch (error) {
      await rm(join(this.folder, name), { force: true });
      throw error;
    } finally {
      await file.close();
    }
    if (durable) await syncFolder(this.folder);
  }

  async exists(name: string): Promise<boolean> {
    try {
      await stat(join(this.folder, name));
      return true;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  /** Undefined when the task was settled meanwhile, and its body deleted. */
  async read(name: string): Promise<Uint8Array | undefined> {
    for (const one of [name, `${name}${ASIDE}`, name])
      try {
        return await readFile(join(this.folder, one));
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    return undefined;
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }
}

/** Not the folders above it: one that was deleted is not to come back empty. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
