import { digestOf } from './digest.js';
import type { Result } from './result.js';

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
