import {
  adapterFront,
  type AdapterOf,
  type BrokerNames,
  type BrokerVerbs,
  type Ending,
  type Lease,
  type NewTask,
  type QueueStats,
  type Reservation,
  type ReserveOptions,
  type Results,
  type Retry,
  settledWithin,
  type TaskState,
  type TaskView,
  type UnholdSelection,
} from '@jq/core/adapter';

import { connectionTo } from './broker/clients.js';
import { Link } from './broker/link.js';
import { Keys } from './broker/scripts/keys.js';
import { Server } from './broker/server.js';
import { placeOf, type RedisTarget, targetOf } from './broker/target.js';
import { parseDsn } from './dsn.js';
import * as operate from './operate.js';
import { type RedisOptions, settingsOf } from './options.js';
import { Puts } from './put/put-tasks.js';
import { blockingConnection } from './reserve/blocking-connection.js';
import { Reserves } from './reserve/reserve-tasks.js';
import { complete, giveBack, hold, retry, touch } from './settle.js';
import { type RedisCapabilities, supports } from './supports.js';

/** Tasks in Redis, Valkey or a cluster of either, shared by all who reach it. */
export type RedisAdapter = AdapterOf<RedisVerbs>;

/** How long closing tries to reach a server that is gone. */
const CLOSE_MS = 1000;

/** Connects when first used. @throws JobQueueError `invalid` for an unusable target or option */
export function adapterOn(target: RedisTarget, options: RedisOptions): RedisAdapter {
  return adapterFront(new RedisVerbs(target, options));
}

class RedisVerbs implements BrokerVerbs<RedisCapabilities> {
  readonly name = 'redis';
  readonly supports: RedisCapabilities;
  readonly #names: BrokerNames;
  readonly #server: Server;
  readonly #puts: Puts;
  readonly #reserves: Reserves;

  constructor(asked: RedisTarget, given: RedisOptions) {
    const { target, options } =
      typeof asked === 'string' ? parseDsn(asked) : { target: targetOf(asked), options: {} };
    const settings = settingsOf(given, options);
    this.supports = { ...supports, durable: settings.durable };
    const [commands, waits] = [{ worked: false }, { worked: false }];
    const worked = (): boolean => commands.worked || waits.worked;
    this.#names = settings.names;
    const { timeoutMs } = settings;
    const place = placeOf(target);
    const connecting = { target, place, settings, worked };
    const link = new Link(connectionTo(connecting), {
      place,
      timeoutMs,
      silentAfterMs: timeoutMs / 2,
      repeats: true,
      known: commands,
    });
    const keys = new Keys(settings.prefix, settings.names);
    const waiting = { link, connecting, known: waits };
    this.#server = new Server(link, keys, settings);
    this.#puts = new Puts(this.#server);
    this.#reserves = new Reserves(
      this.#server,
      (queue) => blockingConnection(waiting, keys.of(queue, 'wake')),
      timeoutMs,
    );
  }

  checkQueue(queue: string): void {
    this.#names.check(queue);
  }

  ready(): Promise<void> | undefined {
    return this.#server.isOpen ? undefined : this.#server.open();
  }

  /** Compares the server with what is declared; warns of settings that lose tasks. */
  open(): Promise<void> {
    return this.#server.open();
  }

  put(queue: string, tasks: readonly NewTask[]): Promise<Results> {
    return this.#puts.put(queue, tasks);
  }

  reserve(
    queues: readonly string[],
    options: ReserveOptions & { readonly signal: AbortSignal },
  ): Promise<readonly Reservation[]> {
    return this.#reserves.reserve(queues, options);
  }

  complete(leases: readonly Lease[]): Promise<Results> {
    return complete(this.#server, leases);
  }

  retry(retries: readonly Retry[]): Promise<Results> {
    return retry(this.#server, retries);
  }

  hold(leases: readonly Lease[]): Promise<Results> {
    return hold(this.#server, leases);
  }

  touch(leases: readonly Lease[]): Promise<Results<number>> {
    return touch(this.#server, leases);
  }

  unhold(queue: string, which: UnholdSelection): Promise<number> {
    return operate.unhold(this.#server, queue, which);
  }

  peek(queue: string, state: TaskState, max: number): Promise<readonly TaskView[]> {
    return operate.peek(this.#server, queue, state, max);
  }

  remove(queue: string, ids: readonly string[]): Promise<Results> {
    return operate.remove(this.#server, queue, ids);
  }

  purge(queue: string, state: TaskState | undefined): Promise<number> {
    return operate.purge(this.#server, queue, state);
  }

  pause(queue: string, forMs: number): Promise<void> {
    return operate.pause(this.#server, queue, forMs);
  }

  stats(queue: string): Promise<QueueStats> {
    return operate.stats(this.#server, queue);
  }

  queues(): Promise<readonly string[]> {
    return operate.queueNames(this.#server);
  }

  async close({ quiet, drain }: Ending): Promise<void> {
    const { link, cycles } = this.#server;
    const over = this.#reserves.close().then(() => quiet);
    await settledWithin(over, link.isReady ? Infinity : CLOSE_MS);
    await giveBack(this.#server, drain(), CLOSE_MS);
    if (link.isReady)
      for (const queue of cycles.cycles.unanswered)
        await cycles.fetch([queue], 0, false).catch(() => undefined);
    link.close();
  }
}
