import { randomFillSync } from 'node:crypto';

import type { Random } from './random.js';

const LARGEST = 4 * 1024 * 1024;

/** Makes task bodies from 0 B to 4 MiB, each different from all others of 8 B and more. */
export class Bodies {
  readonly #pool: Buffer = randomFillSync(Buffer.alloc(LARGEST + 4096));
  readonly #random: Random;
  #made = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  make(bytes: number): Uint8Array {
    const from = this.#random.whole(0, 4096);
    const body = Uint8Array.prototype.slice.call(this.#pool, from, from + bytes);
    this.#made += 1;
    if (bytes >= 8) new DataView(body.buffer).setFloat64(0, this.#made + this.#random.next());
    return body;
  }

  /** Mostly small, as tasks are; now and then as large as it gets. */
  size(): number {
    const roll = this.#random.next();
    if (roll < 0.04) return 0;
    if (roll < 0.9) return this.#random.whole(1, 400);
    if (roll < 0.99) return this.#random.whole(401, 40_000);
    if (roll < 0.998) return this.#random.whole(40_000, 400_000);
    return this.largeSize();
  }

  largeSize(): number {
    return this.#random.whole(400_000, LARGEST);
  }
}
