import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

import type { Result } from './result.js';

/**
 * Where one worker writes, alone and only at the end: a line per finished file. A worker killed
 * while writing leaves at most a cut last line; its task was not completed, so another worker does
 * it again. Of its own because who copies the worker writes elsewhere.
 */
export class ResultsFile {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(folder: string, worker: string): Promise<ResultsFile> {
    await mkdir(folder, { recursive: true });
    return new ResultsFile(await open(join(folder, `${worker}.jsonl`), 'a'));
  }

  async append(result: Result): Promise<void> {
    await this.#handle.appendFile(`${JSON.stringify(result)}\n`);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
