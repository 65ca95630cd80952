import { setImmediate as turn } from 'node:timers/promises';

import {
  JobQueueError,
  type Lease,
  LeaseBook,
  type NewTask,
  type Reservation,
  type ReserveOptions,
  systemClock,
} from '@jq/core/adapter';
import { Redis, type RedisOptions as ConnectionOptions } from 'ioredis';

import { Aborts } from './abort.js';
import { checkBroker } from './broker-check.js';
import { Broker } from './broker.js';
import { clientFor } from './connection/clients.js';
import { Link } from './connection/link.js';
import { Desk } from './desk.js';
import { Keys } from './keys.js';
import type { RedisSettings } from './options.js';
import { type Failures, PutLine } from './put-line.js';
import { scripts, scriptsWithFlags } from './scripts/scripts.js';
import { Settling } from './settling.js';
import { type ClusterTarget, placeOf } from './target.js';
import { laneEnds } from './waiting/lane-ends.js';
import { Lane } from './waiting/lane.js';
import { Waits } from './waiting/waits.js';

/** How long closing tries to reach a server that is gone. */
const CLOSE_MS = 1000;
/** What is collected in one turn of the event loop is asked in the next. */
const QUIET_TURNS = 3;

/** All that one adapter has going with its server. */
export class Session {
  readonly aborts: Aborts = new Aborts();
  readonly broker: Broker;
  readonly book: LeaseBook = new LeaseBook();
  readonly settling: Settling;
  readonly desk: Desk;
  readonly #settings: RedisSettings;
  readonly #waits: Waits;
  readonly #lines = new Map<string, PutLine>();
  /** Queues whose names the server has. */
  readonly #named = new Set<string>();
  #opening: Promise<void> | undefined;
  #opened = false;

  constructor(target: ConnectionOptions | ClusterTarget, settings: RedisSettings) {
    this.#settings = settings;
    const { timeoutMs } = settings;
    const client = clientFor(target, timeoutMs);
    const place = placeOf(target);
    const silentAfterMs = timeoutMs / 2;
    const link = new Link(client, { place, timeoutMs, silentAfterMs, repeats: true });
    // Another server, or the same without its data, may not have them.
    client.on('ready', () => this.#named.clear());
    const oneSlot = client instanceof Redis;
    this.broker = new Broker(link, new Keys(settings.prefix), scripts);
    this.settling = new Settling(this.broker, this.book);
    this.desk = new Desk(this.broker, this.book, oneSlot);
    this.#waits = new Waits(
      (queue) => {
        const { broker, desk, book, settling } = this;
        const wakeKey = broker.keys.of(queue, 'wake');
        const newLane = (): Lane => new Lane(laneEnds(link, wakeKey, timeoutMs), place, timeoutMs);
        return { broker, desk, book, settling, newLane, patienceMs: timeoutMs };
      },
      this.aborts,
      oneSlot,
    );
  }

  get isOpen(): boolean {
    return this.#opened;
  }

  /** Connects and looks at the server, once. */
  open(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Answers why tasks failed, by index. */
  put(queue: string, tasks: readonly NewTask[]): Promise<Failures> {
    let line = this.#lines.get(queue);
    if (line === undefined) {
      line = new PutLine(this.broker, queue);
      this.#lines.set(queue, line);
    }
    return this.#named.has(queue) ? line.put(tasks) : this.#putFirst(queue, line, tasks);
  }

  async reserve(
    queues: readonly string[],
    { max, waitMs, signal }: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    const deadline = systemClock.monotonic() + waitMs;
    const fetch = this.desk.fetch(queues, max, false);
    try {
      const { reservations, lookAgainMs } = await this.aborts.race(fetch, signal);
      if (reservations.length > 0 || waitMs === 0) return reservations;
      return await this.#waits.join({ queues, max, deadline, lookAgainMs, signal });
    } catch (error) {
      const failure = JobQueueError.from(error, 'reserve');
      if (failure.code === 'aborted') void this.#giveBackLater(fetch);
      if (failure.code !== 'ambiguous') throw failure;
      // Whatever was given and did not arrive lapses; to the caller nothing was.
      throw new JobQueueError('unavailable', failure.message, { cause: failure });
    }
  }

  /** Ends waits, lets what is under way finish, gives back open leases, disconnects. */
  async close(): Promise<void> {
    const { link } = this.broker;
    const over = this.#waits.close().then(() => this.#quiet());
    await (link.isReady ? over : Promise.race([over, elapsed(CLOSE_MS)]));
    const open = this.book.drain();
    if (open.length > 0) await this.settling.giveBack(open, CLOSE_MS);
    if (link.isReady)
      for (const queue of this.broker.cycles.unanswered)
        await this.desk.fetch([queue], 0, false).catch(() => undefined);
    link.close();
  }

  async #open(): Promise<void> {
    const { link } = this.broker;
    await link.command('ping', [], { impatient: true });
    const { scriptFlags } = await checkBroker(link, this.#settings);
    if (scriptFlags) this.broker.scripts = scriptsWithFlags;
    this.#opened = true;
  }

  async #putFirst(queue: string, line: PutLine, tasks: readonly NewTask[]): Promise<Failures> {
    const { link, keys } = this.broker;
    const naming = link.command('sadd', [keys.queues, queue]);
    const failures = await line.put(tasks);
    // If it failed, the next put tries again.
    await naming.then(() => this.#named.add(queue)).catch(() => undefined);
    return failures;
  }

  /** Whatever was asked has its answer, and what that led to as well. */
  async #quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS;) {
      await turn();
      turns = this.broker.link.isIdle ? turns + 1 : 0;
      if (turns === 0) await elapsed(1);
    }
  }

  async #giveBackLater(
    fetch: Promise<{ readonly reservations: readonly Reservation[] }>,
  ): Promise<void> {
    const { reservations } = await fetch.catch(() => ({ reservations: [] }));
    const leases: Lease[] = reservations.map(({ lease }) => lease);
    for (const lease of leases) this.book.drop(lease);
    if (leases.length > 0) await this.settling.giveBack(leases);
  }
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms, resolve));
}
