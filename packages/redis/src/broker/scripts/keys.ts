import { randomBytes } from 'node:crypto';

/** Version of the keys and of what they hold; docs/redis.md. A newer one than this is refused. */
export const LAYOUT = 1;

/** The keys of one queue. `last` and `sent` are each adapter's own. */
export type Part =
  | 'tasks'
  | 'past'
  | 'ready'
  | 'delayed'
  | 'reserved'
  | 'held'
  | 'meta'
  | 'wake'
  | 'last'
  | 'sent';

/** What queues are called in the keys. */
export interface Names {
  toBroker(queue: string): string;
  toQueue(name: string): string | undefined;
}

/** Names keys so that all keys of a queue, and only they, are in one slot of a cluster. */
export class Keys {
  readonly #prefix: string;
  readonly #names: Names;
  readonly #adapter: string = randomBytes(6).toString('base64url');

  constructor(prefix: string, names: Names) {
    this.#prefix = prefix;
    this.#names = names;
  }

  /** The set of queue names. */
  get queues(): string {
    return `${this.#prefix}:queues`;
  }

  /** What the set has for this queue. */
  nameOf(queue: string): string {
    return this.#names.toBroker(queue);
  }

  /** The queue that has this name in the set, if jq can call it. */
  queueOf(name: string): string | undefined {
    return this.#names.toQueue(name);
  }

  of(queue: string, part: Part): string {
    const key = `${this.#prefix}:{${this.#names.toBroker(queue)}}:${part}`;
    return part === 'last' || part === 'sent' ? `${key}:${this.#adapter}` : key;
  }

  all(queue: string, parts: readonly Part[]): string[] {
    return parts.map((part) => this.of(queue, part));
  }
}
