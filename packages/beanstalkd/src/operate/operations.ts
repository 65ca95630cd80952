import {
  type BrokerNames,
  type CallOptions,
  isQueueName,
  JobQueueError,
  type QueueStats,
  type Results,
  type TaskState,
  type TaskView,
  type UnholdSelection,
  untilAborted,
  timers,
} from '@jq/core/adapter';
import type { Servers } from '@jq/core/tcp';

import type { Connection } from '../broker/connection.js';
import type { Server } from '../broker/server.js';
import { entriesOf, numberOf } from '../broker/yaml.js';
import { replyError } from '../errors.js';
import type { Settings } from '../options.js';
import { secondsOf } from '../seconds.js';
import { notFoundYet, remove, unholdFirst, unholdNamed } from './find-tasks.js';
import { JobWalk, type WalkedJobs } from './job-walk.js';
import { peek } from './peek.js';
import { did, type ShownState, statsOfQueue, toEachFirst } from './tube.js';

/**
 * What operators do with tubes, on all servers: each must answer, since half a truth about a queue
 * is none. `unavailable` says which server did not.
 */
export class Operations {
  readonly #servers: Servers<Server>;
  readonly #answerMs: number;
  readonly #names: BrokerNames;
  readonly #walked = new WeakMap<Server, WalkedJobs>();

  constructor(servers: Servers<Server>, { answerMs, names }: Settings) {
    this.#servers = servers;
    this.#answerMs = answerMs;
    this.#names = names;
  }

  async stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    const all = await this.#each(options, (connection) => statsOfQueue(connection, queue));
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
    const all = await this.#each(options, (connection) => queueNames(connection, this.#names));
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
    const all = await this.#walkEach(options, (walk) => peek(walk, queue, state, max));
    return all.flat().slice(0, max);
  }

  async unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number> {
    if ('ids' in which) return this.#unholdNamed(queue, which.ids, options);
    return this.#unholdFirst(queue, which.max, options);
  }

  async #unholdFirst(queue: string, max: number, options?: CallOptions): Promise<number> {
    let freed = 0;
    for (const server of this.#servers.all)
      if (freed < max)
        freed += await this.#on(server, options, (connection) =>
          unholdFirst(connection, queue, max - freed),
        );
    return freed;
  }

  async #unholdNamed(
    queue: string,
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<number> {
    if (ids.length === 0) return 0;
    const all = await this.#walkEach(options, (walk) => unholdNamed(walk, queue, ids));
    return all.reduce((sum, count) => sum + count, 0);
  }

  async remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results> {
    const { wanted, results } = notFoundYet(ids);
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
    const dialing = server.operator.ready(timers.now() + this.#answerMs);
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

/**
 * Pauses a queue, or resumes it with 0. The connection goes on watching the queue, without ever
 * reserving: a server forgets a queue that is empty and that nobody watches, and its pause with it.
 */
async function pause(connection: Connection, queue: string, forMs: number): Promise<void> {
  const watching = connection.call(`watch ${queue}`);
  const [watched, paused] = await Promise.all([
    watching,
    connection.call(`pause-tube ${queue} ${secondsOf(forMs)}`),
  ]);
  if (paused.line !== 'PAUSED') throw replyError(connection.server, paused.line);
  if (!watched.line.startsWith('WATCHING')) throw replyError(connection.server, watched.line);
  if (forMs === 0) await connection.call(`ignore ${queue}`);
}

const ALL: readonly ShownState[] = ['ready', 'delayed', 'held'];

/**
 * Deletes the tasks of one state, or of all but `reserved`, that are there now; answers how many.
 */
async function purge(
  connection: Connection,
  queue: string,
  state: TaskState | undefined,
): Promise<number> {
  const counts = await statsOfQueue(connection, queue);
  const erase = (jobId: string): Promise<boolean> => did(connection, `delete ${jobId}`, 'DELETED');
  let deleted = 0;
  // No more than there were: a producer that goes on must not keep this going for ever.
  for (const each of ALL)
    if (state === undefined || state === each)
      deleted += await toEachFirst(connection, queue, each, counts[each], erase);
  return deleted;
}

/**
 * Queues that have or had tasks, of those that the server has not forgotten because they are empty
 * and unused.
 */
async function queueNames(connection: Connection, names: BrokerNames): Promise<string[]> {
  const { line, body } = await connection.call('list-tubes');
  if (body === undefined) throw replyError(connection.server, line);
  const tubes = entriesOf(body.toString('latin1'));
  const known = tubes.flatMap((tube) => {
    const queue = names.toQueue(tube);
    return isQueueName(queue) ? [{ tube, queue }] : [];
  });
  const used = await Promise.all(known.map(({ tube }) => hadTasks(connection, tube)));
  return known.filter((_, index) => used[index]).map(({ queue }) => queue);
}

async function hadTasks(connection: Connection, name: string): Promise<boolean> {
  const { body } = await connection.call(`stats-tube ${name}`);
  const text = body?.toString('latin1') ?? '';
  return numberOf(text, 'total-jobs') > 0;
}
