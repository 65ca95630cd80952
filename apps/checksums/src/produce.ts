import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Queue } from '@jq/core';

import { checksum, type FileToRead } from './tasks.js';

/** What the walk found; grows while it goes on. */
export interface Found {
  readonly paths: string[];
  /** Folders that could not be listed. */
  readonly skipped: string[];
  complete: boolean;
}

const BATCH = 500;

/**
 * Walks the folder and adds one task per file. Rejects when the folder or the queue can't be used.
 */
export async function produce(
  queue: Queue,
  folder: string,
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  let batch: FileToRead[] = [];
  const send = async (): Promise<void> => {
    await queue.addAll(checksum, batch, { signal });
    found.paths.push(...batch.map(({ path }) => path));
    batch = [];
  };
  const skip = (skipped: string, error: Error): void => {
    if (skipped === folder) throw error;
    found.skipped.push(skipped);
  };
  for await (const path of walk(folder, skip)) if (batch.push({ path }) === BATCH) await send();
  if (batch.length > 0) await send();
  found.complete = true;
}

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
