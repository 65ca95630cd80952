import type { NewTask, Results } from '@jq/core/adapter';

import type { Server } from '../broker/server.js';
import { PutBatcher } from './put-batcher.js';

/** Puts on all queues; the first one to a queue tells the server its name. */
export class Puts {
  readonly #server: Server;
  readonly #batchers = new Map<string, PutBatcher>();
  /** Queues whose names the server has. */
  readonly #named = new Set<string>();

  constructor(server: Server) {
    this.#server = server;
    // Another server, or the same without its data, may not have them.
    server.link.onReady(() => this.#named.clear());
  }

  put(queue: string, tasks: readonly NewTask[]): Promise<Results> {
    let batcher = this.#batchers.get(queue);
    if (batcher === undefined) {
      batcher = new PutBatcher(this.#server, queue, () => this.#tellName(queue));
      this.#batchers.set(queue, batcher);
    }
    return this.#named.has(queue) ? batcher.put(tasks) : this.#putFirst(queue, batcher, tasks);
  }

  async #putFirst(queue: string, batcher: PutBatcher, tasks: readonly NewTask[]): Promise<Results> {
    const naming = this.#tellName(queue);
    const results = await batcher.put(tasks);
    await naming;
    return results;
  }

  /** If it fails, the next put tries again. */
  async #tellName(queue: string): Promise<void> {
    const { link, keys } = this.#server;
    try {
      await link.command('sadd', [keys.queues, keys.nameOf(queue)]);
      this.#named.add(queue);
    } catch {
      this.#named.delete(queue);
    }
  }
}
