import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

import type { Result } from './result.js';

export interface Digest {
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** Line feeds, as `wc -l` counts. */
  readonly lines: number;
  readonly bytes: number;
}

const LINE_FEED = 10;
const CHUNK_BYTES = 256 * 1024;

/** Reads a file once, in pieces. Rejects with the file system's error. */
export async function digestOf(path: string, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  let lines = 0;
  let bytes = 0;
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1))
      lines++;
  }
  return { sha256: hash.digest('hex'), lines, bytes };
}

/**
 * The digest of a file, or why it can't be read: trying again would not help, so that is a result,
 * too. Rejects with the signal's reason once it has aborted, which is not the file's fault.
 */
export async function readFile(
  path: string,
  signal: AbortSignal,
): Promise<Pick<Result, 'digest' | 'unreadable'>> {
  try {
    return { digest: await digestOf(path, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { unreadable: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}
