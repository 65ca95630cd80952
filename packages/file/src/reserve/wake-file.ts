import { randomInt } from 'node:crypto';
import { type FSWatcher, renameSync, statSync, unlinkSync, watch } from 'node:fs';

import { systemCode } from '../errors.js';
import { Descriptor } from '../journal/descriptor.js';
import { WAKE_MARKS, WaiterTable } from '../journal/waiter-table.js';

/** An entry whose owner gave no sign for this long may be taken over. */
const ABANDONED_MS = 60_000;

/**
 * This process's own wake file: an entry of the waiter table and a small file that others write to.
 */
export class WakeFile {
  readonly entry: number;
  /** Tells this wake file from others that had or will have the entry. */
  readonly mark: number;
  /** False where the system has no file watcher left; the owner then has to look by itself. */
  readonly watching: boolean;
  readonly #path: string;
  readonly #inode: number;
  readonly #watcher: FSWatcher | undefined;

  private constructor(
    folder: string,
    entry: number,
    mark: number,
    woken: () => void,
    failed: (e: unknown) => void,
  ) {
    this.entry = entry;
    this.mark = mark;
    this.#path = WaiterTable.wakeFilePath(folder, entry);
    this.#inode = statSync(this.#path).ino;
    this.#watcher = startWatching(this.#path, woken, failed);
    this.watching = this.#watcher !== undefined;
  }

  /** Takes a free entry. `failed` hears once why watching is not possible. */
  static claim(
    folder: string,
    table: WaiterTable,
    now: number,
    woken: () => void,
    failed: (error: unknown) => void,
  ): WakeFile {
    for (let entry = 0; ; entry++) {
      const path = WaiterTable.wakeFilePath(folder, entry);
      const last = table.lastSign(entry);
      if (last > 0 && now - last > ABANDONED_MS) setAside(path);
      try {
        new Descriptor(path, 'wx').close();
      } catch (error) {
        if (systemCode(error) === 'EEXIST') continue;
        throw error;
      }
      const mark = randomInt(WAKE_MARKS);
      table.set(entry, mark, false, 0, now);
      return new WakeFile(folder, entry, mark, woken, failed);
    }
  }

  /** False when another process took the entry over, after this one had been stopped for long. */
  isOwn(): boolean {
    try {
      return statSync(this.#path).ino === this.#inode;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#watcher?.close();
    if (!this.isOwn()) return;
    unlinkSync(this.#path);
  }
}

/**
 * Renaming works for one of several that try; unlinking could hit a wake file that was just made
 * anew.
 */
function setAside(path: string): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    renameSync(path, aside);
    unlinkSync(aside);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function startWatching(
  path: string,
  woken: () => void,
  failed: (error: unknown) => void,
): FSWatcher | undefined {
  try {
    // Not persistent: the timers of waiting calls keep the process alive, an idle wake file does
    // not.
    const watcher = watch(path, { persistent: false }, woken);
    watcher.on('error', failed);
    return watcher;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
