import { randomBytes } from 'node:crypto';

const COUNTER_FROM = 36 ** 3;
const COUNTER_TO = 36 ** 4;

/**
 * Makes ids of 23 letters and digits that sort by time: nine of time, four of a counter within the
 * millisecond, ten that tell this generator from all others. No system call per id.
 */
export class TaskIds {
  readonly #now: () => number;
  readonly #suffix: string = randomLetters(10);
  #time = 0;
  #prefix = '';
  #counter = COUNTER_FROM;

  /** @param now wall time; steps back are bridged by staying at the latest time seen */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  next(): string {
    const now = this.#now();
    if (now > this.#time) this.#advance(now);
    else if (this.#counter === COUNTER_TO) this.#advance(this.#time + 1);
    return this.#prefix + (this.#counter++).toString(36) + this.#suffix;
  }

  #advance(time: number): void {
    this.#time = time;
    this.#prefix = time.toString(36).padStart(9, '0');
    this.#counter = COUNTER_FROM;
  }
}

function randomLetters(count: number): string {
  const number = randomBytes(8).readBigUInt64BE() % 36n ** BigInt(count);
  return number.toString(36).padStart(count, '0');
}
