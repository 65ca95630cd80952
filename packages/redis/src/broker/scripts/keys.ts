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

/** Names keys so that all keys of a queue, and only they, are in one slot of a cluster. */
export class Keys {
  readonly #prefix: string;
  readonly #adapter: string = randomBytes(6).toString('base64url');

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The set of queue names. */
  get queues(): string {
    return `${this.#prefix}:queues`;
  }

  of(queue: string, part: Part): string {
    const key = `${this.#prefix}:{${queue}}:${part}`;
    return part === 'last' || part === 'sent' ? `${key}:${this.#adapter}` : key;
  }

  all(queue: string, parts: readonly Part[]): string[] {
    return parts.map((part) => this.of(queue, part));
  }
}
