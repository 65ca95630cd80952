import {
  type CallOptions,
  JobQueueError,
  type QueueStats,
  type Results,
  type TaskState,
  type TaskView,
  untilAborted,
  withoutDoubt,
} from '@jq/core/adapter';
import { type Servers } from '@jq/core/tcp';

import type { Server } from '../server/server.js';
import type { Connection } from '../wire/connection.js';
import { JobWalk, type WalkedJobs } from './job-walk.js';
import { pause } from './pause.js';
import { peek } from './peek.js';
import { purge } from './purge.js';
import { queueNames } from './queue-names.js';
import { notFoundYet, remove } from './remove.js';
import { statsOfQueue } from './tube.js';
import { unholdFirst, unholdNamed } from './unhold.js';

/**
 * What operators do, on all servers: each must answer, since half a truth about a queue is none.
 * `unavailable` says which server did not.
 */
export class Operations {
  readonly #servers: Servers<Server>;
  readonly #answerMs: number;
  readonly #walked = new WeakMap<Server, WalkedJobs>();

  constructor(servers: Servers<Server>, answerMs: number) {
    this.#servers = servers;
    this.#answerMs = answerMs;
  }

  async stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    const all = await looking(this.#each(options, (connection) => statsOfQueue(connection, queue)));
    const sum = (state: TaskState): number => all.reduce((n, stats) => n + stats[state], 0);
    return {
      ready: sum('ready'),
      delayed: sum('delayed'),
      reserved: sum('reserved'),
      held: sum('held'),
      paused: all.some(({ paused }) => paused),
    };
  }

  async queues(options?: CallOptions): Promise<readonly string[]> {
    const all = await looking(this.#each(options, queueNames));
    return [...new Set(all.flat())].toSorted();
  }

  async pause(queue: string, forMs: number, options?: CallOptions): Promise<void> {
    await this.#each(options, (connection) => pause(connection, queue, forMs));
    for (const server of this.#servers.all) server.pausedFor(forMs);
  }

  async purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number> {
    const all = await this.#each(options, (connection) => purge(connection, queue, state));
    return all.reduce((sum, count) => sum + count, 0);
  }

  async peek(
    queue: string,
    state: TaskState,
    max: number,
    options?: CallOptions,
  ): Promise<readonly TaskView[]> {
    const all = await looking(this.#walkEach(options, (walk) => peek(walk, queue, state, max)));
    return all.flat().slice(0, max);
  }

  async unholdFirst(queue: string, max: number, options?: CallOptions): Promise<number> {
    let freed = 0;
    for (const server of this.#servers.all)
      if (freed < max)
        freed += await this.#on(server, options, (connection) =>
          unholdFirst(connection, queue, max - freed),
        );
    return freed;
  }

  async unholdNamed(queue: string, ids: readonly string[], options?: CallOptions): Promise<number> {
    if (ids.length === 0) return 0;
    const all = await this.#walkEach(options, (walk) => unholdNamed(walk, queue, ids));
    return all.reduce((sum, count) => sum + count, 0);
  }

  async remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results> {
    if (ids.length === 0) return [];
    const { wanted, results } = notFoundYet(queue, ids);
    for (const server of this.#servers.all) {
      await this.#walkOn(server, options, (walk) => remove(walk, queue, wanted, results));
      for (const [id, index] of wanted)
        if (!JobQueueError.is(results[index], 'not-found')) wanted.delete(id);
    }
    return results;
  }

  #each<T>(
    options: CallOptions | undefined,
    run: (connection: Connection) => Promise<T>,
  ): Promise<T[]> {
    return Promise.all(this.#servers.all.map((server) => this.#on(server, options, run)));
  }

  #walkEach<T>(options: CallOptions | undefined, run: (walk: JobWalk) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#servers.all.map((server) => this.#walkOn(server, options, run)));
  }

  async #on<T>(
    server: Server,
    options: CallOptions | undefined,
    run: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const dialing = server.operator.ready(performance.now() + this.#answerMs);
    return run(await untilAborted(dialing, options?.signal));
  }

  #walkOn<T>(
    server: Server,
    options: CallOptions | undefined,
    run: (walk: JobWalk) => Promise<T>,
  ): Promise<T> {
    return this.#on(server, options, async (connection) => {
      const walk = new JobWalk(connection, this.#walked.get(server), options?.signal);
      const result = await run(walk);
      if (walk.walked !== undefined) this.#walked.set(server, walk.walked);
      return result;
    });
  }
}

/** A call that changes nothing leaves nothing in doubt. */
async function looking<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw withoutDoubt(error);
  }
}
