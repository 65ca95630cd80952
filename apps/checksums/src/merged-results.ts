import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Result } from './result.js';

const LINE_FEED = 10;

/**
 * What all workers have written so far, merged by path: a task may be delivered more than once, and
 * its result must then be the same again.
 */
export class MergedResults {
  readonly byPath: Map<string, Result[]> = new Map();
  /** Lines per worker, repetitions included. */
  readonly perWorker: Map<string, number> = new Map();
  /** Results of a delivery after the first. */
  redeliveries: number = 0;
  /** Results of a path that already had one. */
  duplicates: number = 0;
  readonly #folder: string;
  readonly #readUpTo: Map<string, number> = new Map();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads what was added since the last call. A line that is not finished waits for the next. */
  async read(): Promise<void> {
    for (const name of await readdir(this.#folder))
      if (name.endsWith('.jsonl')) await this.#readFile(name);
  }

  async #readFile(name: string): Promise<void> {
    const from = this.#readUpTo.get(name) ?? 0;
    const handle = await open(join(this.#folder, name), 'r');
    try {
      const { size } = await handle.stat();
      if (size <= from) return;
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(size - from),
        0,
        size - from,
        from,
      );
      const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1;
      this.#readUpTo.set(name, from + end);
      for (const line of buffer.toString('utf8', 0, end).split('\n'))
        if (line !== '') this.#add(JSON.parse(line) as Result);
    } finally {
      await handle.close();
    }
  }

  #add(result: Result): void {
    this.perWorker.set(result.worker, (this.perWorker.get(result.worker) ?? 0) + 1);
    if (result.attempts > 1) this.redeliveries++;
    const before = this.byPath.get(result.path);
    if (before === undefined) this.byPath.set(result.path, [result]);
    else {
      before.push(result);
      this.duplicates++;
    }
  }
}
