import { constants } from 'node:fs';
import { join } from 'node:path';

import { systemCode } from '../errors.js';
import { Descriptor } from './descriptor.js';

const ENTRY_BYTES = 16;
const WAITING = 1;
const BUSY = 0;
/** A waiter renews its entry at least once a second; after this it is taken for dead or stopped. */
export const STALE_MS = 3000;
const MOST_ENTRIES = 4096;

/**
 * The bits of a waiter's mask; a queue has one of them, so a mask may promise too much, never too
 * little.
 */
export function queueBit(queue: string): number {
  let hash = 5381;
  for (let i = 0; i < queue.length; i++) hash = (hash * 33 + queue.charCodeAt(i)) | 0;
  return (1 << (hash & 31)) >>> 0;
}

/** The mark of a wake file is below this. */
export const WAKE_MARKS: number = 2 ** 24;

interface OpenWakeFile {
  readonly file: Descriptor;
  readonly mark: number;
}

/**
 * The shared table of processes that wait for tasks: one entry per process (state u8, mark of its
 * wake file u24, mask u32, time of last sign of life f64), written by its owner; who wakes it
 * clears the state.
 */
export class WaiterTable {
  readonly #folder: string;
  readonly #file: Descriptor;
  readonly #bytes: Buffer = Buffer.alloc(MOST_ENTRIES * ENTRY_BYTES);
  readonly #entry: Buffer = Buffer.alloc(ENTRY_BYTES);
  readonly #wakeFiles = new Map<number, OpenWakeFile>();
  static readonly #clear: Buffer = Buffer.from([BUSY]);

  constructor(folder: string) {
    this.#folder = folder;
    const path = join(folder, 'waiters');
    this.#file = new Descriptor(path, constants.O_RDWR | constants.O_CREAT, 0o666);
  }

  static wakeFilePath(folder: string, entry: number): string {
    return join(folder, `wake-${entry}`);
  }

  /** When entry was last renewed, or 0. */
  lastSign(entry: number): number {
    const read = this.#file.read(this.#entry, 0, ENTRY_BYTES, entry * ENTRY_BYTES);
    return read === ENTRY_BYTES ? this.#entry.readDoubleLE(8) : 0;
  }

  set(entry: number, mark: number, waiting: boolean, mask: number, now: number): void {
    const bytes = this.#entry;
    bytes.writeUInt32LE(mark * 256 + (waiting ? WAITING : BUSY), 0);
    bytes.writeUInt32LE(mask, 4);
    bytes.writeDoubleLE(now, 8);
    this.#file.write(bytes, 0, ENTRY_BYTES, entry * ENTRY_BYTES);
  }

  /**
   * Wakes the first process from entry `from` on that waits for a queue of `mask`. Who was woken
   * without need passes on to later entries only, so that two of them can't wake each other for
   * ever.
   */
  wake(mask: number, now: number, from = 0): void {
    const size = this.#file.read(this.#bytes, 0, this.#bytes.length, 0);
    const entries = Math.floor(size / ENTRY_BYTES);
    for (let entry = from; entry < entries; entry++) {
      const at = entry * ENTRY_BYTES;
      if (this.#bytes[at] !== WAITING) continue;
      if ((this.#bytes.readUInt32LE(at + 4) & mask) === 0) continue;
      if (now - this.#bytes.readDoubleLE(at + 8) > STALE_MS) continue;
      this.#file.write(WaiterTable.#clear, 0, 1, at);
      if (this.#writeTo(entry, this.#bytes.readUInt32LE(at) >>> 8)) return;
    }
  }

  close(): void {
    for (const { file } of this.#wakeFiles.values()) file.close();
    this.#wakeFiles.clear();
    this.#file.close();
  }

  #writeTo(entry: number, mark: number): boolean {
    try {
      this.#wakeFile(entry, mark).write(WaiterTable.#clear, 0, 1, 0);
      return true;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  #wakeFile(entry: number, mark: number): Descriptor {
    const known = this.#wakeFiles.get(entry);
    if (known !== undefined) {
      if (known.mark === mark) return known.file;
      // Its owner is gone, and somebody else has the entry now.
      this.#wakeFiles.delete(entry);
      known.file.close();
    }
    const path = WaiterTable.wakeFilePath(this.#folder, entry);
    const file = new Descriptor(path, constants.O_WRONLY);
    this.#wakeFiles.set(entry, { file, mark });
    return file;
  }
}
