import {
  closeSync,
  fdatasync,
  fstatSync,
  fsync,
  fsyncSync,
  openSync,
  readSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';

import { JobQueueError } from '@jq/core/adapter';

const [sync, dataSync] = [promisify(fsync), promisify(fdatasync)];

const CLOSED = -1;

/**
 * An open file or folder. Its number never leaves this class: after `close` the system gives the
 * number to some other file of the program, so whoever comes later is refused here.
 */
export class Descriptor {
  readonly path: string;
  #fd: number;
  /** Syncs that the thread pool has or will begin; the number stays ours until they are over. */
  #syncing = 0;
  #closing = false;

  constructor(path: string, flags: string | number, mode?: number) {
    this.path = path;
    this.#fd = openSync(path, flags, mode);
  }

  /** Without a position, from where the last read ended. */
  read(into: NodeJS.ArrayBufferView, at: number, length: number, position: number | null): number {
    return readSync(this.#number(), into, at, length, position);
  }

  /** Without a position, where the last write ended; with O_APPEND, at the end of the file. */
  write(
    bytes: NodeJS.ArrayBufferView,
    at: number,
    length: number,
    position: number | null = null,
  ): number {
    return writeSync(this.#number(), bytes, at, length, position);
  }

  stat(): Stats {
    return fstatSync(this.#number());
  }

  syncNow(): void {
    fsyncSync(this.#number());
  }

  sync(): Promise<void> {
    return this.#while(sync);
  }

  /** Contents and size, without the other times and rights. */
  dataSync(): Promise<void> {
    return this.#while(dataSync);
  }

  /** May be called again. Waits for syncs that are under way, in the background. */
  close(): void {
    this.#closing = true;
    if (this.#syncing > 0 || this.#fd === CLOSED) return;
    const fd = this.#fd;
    this.#fd = CLOSED;
    closeSync(fd);
  }

  async #while(work: (fd: number) => Promise<void>): Promise<void> {
    const fd = this.#number();
    this.#syncing += 1;
    try {
      await work(fd);
    } finally {
      this.#syncing -= 1;
      if (this.#closing) this.close();
    }
  }

  #number(): number {
    if (this.#closing) throw new JobQueueError('closed', `${this.path} was closed by this process`);
    return this.#fd;
  }
}

/** Opens a file for the time of `use`. */
export function withDescriptor<T>(
  path: string,
  flags: string | number,
  use: (descriptor: Descriptor) => T,
): T {
  const descriptor = new Descriptor(path, flags);
  try {
    return use(descriptor);
  } finally {
    descriptor.close();
  }
}
