import type { Outcome } from './batches.js';

export interface OutboxOptions<Item> {
  /** Sends one batch; never rejects. */
  readonly send: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** Requests under way at once. */
  readonly atOnce: number;
  /** How long a batch that is not full waits for more. */
  readonly lingerMs: number;
  /** What an item counts towards the limit of a request. */
  readonly bytesOf: (item: Item) => number;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly at: number;
  readonly resolve: (outcome: Outcome) => void;
}

/** Messages of one request, in either direction; SQS' own limit. */
export const MOST_ENTRIES = 10;
const MOST_BYTES = 1_048_576;

/**
 * What goes to one queue with one action, in batches of up to ten: what comes while enough requests
 * are under way goes along with the next one. Batches leave in the order in which their items came.
 */
export class Outbox<Item> {
  readonly #options: OutboxOptions<Item>;
  #waiting: Waiting<Item>[] = [];
  #underWay = 0;
  #lingers = false;
  #due = false;

  constructor(options: OutboxOptions<Item>) {
    this.#options = options;
  }

  /** The outcome of each item, by index. */
  add(items: readonly Item[]): Promise<Outcome[]> {
    const at = performance.now();
    const outcomes = items.map(
      (item) => new Promise<Outcome>((resolve) => this.#waiting.push({ item, at, resolve })),
    );
    if (!this.#due) {
      this.#due = true;
      // After the promise jobs of this tick, which may bring more.
      process.nextTick(() => {
        this.#due = false;
        this.#send();
      });
    }
    return Promise.all(outcomes);
  }

  #send(): void {
    const { atOnce } = this.#options;
    while (this.#waiting.length > 0 && this.#underWay < atOnce) {
      const lingerMs = this.#lingerMs();
      if (lingerMs > 0) return this.#sendAfter(lingerMs);
      void this.#sendOne(this.#waiting.splice(0, this.#room()));
    }
  }

  /** How long what waits may still wait for company. */
  #lingerMs(): number {
    const [first] = this.#waiting;
    if (first === undefined || this.#waiting.length >= MOST_ENTRIES) return 0;
    return first.at + this.#options.lingerMs - performance.now();
  }

  #sendAfter(ms: number): void {
    if (this.#lingers) return;
    this.#lingers = true;
    setTimeout(() => {
      this.#lingers = false;
      this.#send();
    }, Math.ceil(ms));
  }

  /** How many of those that wait fit into one request. */
  #room(): number {
    let bytes = 0;
    let count = 0;
    for (const { item } of this.#waiting) {
      bytes += this.#options.bytesOf(item);
      if (count === MOST_ENTRIES || (count > 0 && bytes > MOST_BYTES)) break;
      count += 1;
    }
    return count;
  }

  async #sendOne(batch: readonly Waiting<Item>[]): Promise<void> {
    this.#underWay += 1;
    const outcomes = await this.#options.send(batch.map(({ item }) => item));
    this.#underWay -= 1;
    for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index]);
    this.#send();
  }
}
