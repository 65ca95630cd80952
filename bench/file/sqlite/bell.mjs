import { closeSync, constants, existsSync, openSync, readSync, watch, writeSync } from 'node:fs';
import { join } from 'node:path';

const MOST_SLOTS = 64;
const set = Buffer.from([1]);
const clear = Buffer.from([0]);

/**
 * Wakes waiting processes through a watched file each: a waiter sets its byte in `slots`, looks
 * once more, and waits; who puts clears the bytes that are set and touches those waiters' bells.
 */
export class Bell {
  #folder;
  #slots;
  #slot;
  #bells = new Map();
  #view = Buffer.alloc(MOST_SLOTS);
  #watcher;
  #listeners = new Set();

  /** @param slot a number that no other process has at the time, below 64 */
  constructor(folder, slot) {
    this.#folder = folder;
    this.#slot = slot;
    const { O_CREAT, O_RDWR } = constants;
    this.#slots = openSync(join(folder, 'slots'), O_CREAT | O_RDWR);
  }

  /** Says that this process is about to wait; to be followed by one more look. */
  arm() {
    if (this.#watcher === undefined) {
      const path = this.#path(this.#slot);
      if (!existsSync(path)) closeSync(openSync(path, 'a'));
      this.#watcher = watch(path, { persistent: false }, () => {
        for (const wake of this.#listeners) wake();
      });
    }
    writeSync(this.#slots, set, 0, 1, this.#slot);
  }

  /** Until the bell rings, `ms` have passed or the signal fires. */
  wait(ms, signal) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#listeners.delete(end);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#listeners.add(end);
      signal?.addEventListener('abort', end);
    });
  }

  /** Wakes whoever waits; costs one small read when nobody does. */
  ring() {
    const size = readSync(this.#slots, this.#view, 0, MOST_SLOTS, 0);
    for (let slot = 0; slot < size; slot++) {
      if (this.#view[slot] === 0) continue;
      writeSync(this.#slots, clear, 0, 1, slot);
      writeSync(this.#bell(slot), set, 0, 1, 0);
    }
  }

  close() {
    this.#watcher?.close();
    writeSync(this.#slots, clear, 0, 1, this.#slot);
    for (const fd of [this.#slots, ...this.#bells.values()]) closeSync(fd);
    for (const wake of this.#listeners) wake();
  }

  #bell(slot) {
    let fd = this.#bells.get(slot);
    if (fd === undefined) {
      fd = openSync(this.#path(slot), 'r+');
      this.#bells.set(slot, fd);
    }
    return fd;
  }

  #path(slot) {
    return join(this.#folder, `bell-${slot}`);
  }
}
