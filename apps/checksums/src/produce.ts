import type { Queue } from '@jq/core';

import { checksum, type FileToRead } from './tasks.js';
import { walk } from './walk.js';

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
