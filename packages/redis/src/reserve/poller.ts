import { Alarm, JobQueueError, type Reservation, sleep, systemClock } from '@jq/core/adapter';

import type { CycleAnswer } from '../broker/cycles.js';
import type { Server } from '../broker/server.js';
import { giveBack } from '../settle.js';
import { supports } from '../supports.js';
import { type BlockingConnection, type FollowUp, LONGEST_WAIT_MS } from './blocking-connection.js';

/** A reserve that found nothing yet. */
export interface Waiter {
  readonly queues: readonly string[];
  readonly max: number;
  /** On `Clock.monotonic`. */
  readonly deadline: number;
  /** Has its outcome. */
  over: boolean;
  /** Only the first outcome counts. @returns whether it was this one */
  end(outcome: readonly Reservation[] | JobQueueError): boolean;
}

export interface PollerParts {
  readonly server: Server;
  /** A new connection to wait on, to the node that has this queue. */
  readonly newConnection: (queue: string) => BlockingConnection;
  /** How long waiting may fail before those who wait learn of it. */
  readonly patienceMs: number;
}

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'ambiguous', 'unexpected']);
const LONGEST_PAUSE_MS = 500;
const LONGEST_LAG_MS = 40;

/** Those who wait on one connection, and the loop that waits there for them. */
export class Poller {
  readonly #parts: PollerParts;
  /** The queues whose markers it sees; undefined: any. */
  readonly #only: string | undefined;
  /** With when time alone may have made something ready for them. */
  readonly #waiters = new Map<Waiter, number>();
  #connection: BlockingConnection | undefined;
  #running = false;
  #over: Promise<void> = Promise.resolve();
  #closed = false;
  #alarm: Alarm | undefined;
  #failingSince: number | undefined;
  #lagMs = 0;
  /** When it asks for all who wait, marker or not. */
  #askForAllAt = 0;

  constructor(parts: PollerParts, only?: string) {
    this.#parts = parts;
    this.#only = only;
  }

  /** @param lookAt on `Clock.monotonic`, as is the deadline */
  add(waiter: Waiter, lookAt: number): void {
    this.#waiters.set(waiter, lookAt);
    this.#connection?.kick();
    if (this.#running) return;
    this.#running = true;
    this.#over = this.#run();
  }

  /** It has its outcome. */
  remove(waiter: Waiter): void {
    if (this.#waiters.delete(waiter)) this.#connection?.kick();
  }

  /** Waits for what is under way; nobody waits any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#connection?.kick();
    await this.#over;
    this.#connection?.close();
  }

  async #run(): Promise<void> {
    this.#alarm = new Alarm(systemClock, () => this.#connection?.kick());
    while (this.#waiters.size > 0) {
      try {
        await this.#round();
        this.#failingSince = undefined;
      } catch (error) {
        await this.#failed(JobQueueError.from(error, 'waiting for tasks'));
      }
      const now = systemClock.monotonic();
      for (const waiter of this.#waiters.keys()) if (waiter.deadline <= now) waiter.end([]);
    }
    this.#running = false;
    this.#alarm?.stop();
  }

  async #round(): Promise<void> {
    const now = systemClock.monotonic();
    for (const [waiter, lookAt] of this.#waiters)
      if (lookAt <= now) return this.#fetchFor(waiter, false);
    const waiters = [...this.#waiters.keys()];
    const queues = [...new Set(waiters.flatMap((waiter) => this.#queuesOf(waiter)))];
    const [only] = waiters;
    const { mostQueues } = this.#parts.server.cycles;
    if (waiters.length === 1 && only !== undefined && only.queues.length <= mostQueues)
      return this.#lookFor(only, queues);
    const leftMs = this.#askForAllAt - now;
    if (leftMs > 0) return this.#lookForSome(queues, leftMs);
    this.#askForAllAt = now + LONGEST_WAIT_MS;
    for (const waiter of this.#waiters.keys()) await this.#fetchFor(waiter, true);
  }

  /**
   * Asks only for those who wait for the queue that rang: what is theirs need not wait for the
   * others.
   */
  async #lookForSome(queues: readonly string[], waitMs: number): Promise<void> {
    const { server } = this.#parts;
    const reply = (await this.#look(queues, waitMs)) as readonly [key: Buffer, ...unknown[]] | null;
    const rang =
      reply && queues.find((queue) => server.keys.of(queue, 'wake') === String(reply[0]));
    if (!rang) return;
    let asked = false;
    for (const waiter of this.#waiters.keys()) {
      if (!this.#queuesOf(waiter).includes(rang)) continue;
      asked = true;
      await this.#fetchFor(waiter, true);
    }
    // Nobody is left for the marker that was taken.
    if (!asked) await server.cycles.fetch([rang], 0, true);
  }

  /** The usual case: the request for tasks is there already when the marker comes. */
  async #lookFor(waiter: Waiter, queues: readonly string[]): Promise<void> {
    const { scripts, cycles: batcher } = this.#parts.server;
    const { cycles, clock } = batcher;
    const parts = waiter.queues.map((queue) => ({ queue, leases: [] }));
    const { cycle } = scripts;
    const call = cycles.call(cycle, parts, Math.min(waiter.max, supports.maxBatch), true);
    const sending = { times: 0 };
    const sentAt = systemClock.monotonic();
    let reply: unknown;
    try {
      reply = await this.#look(queues, LONGEST_WAIT_MS, {
        script: cycle,
        args: call.args,
        sending,
      });
    } catch (error) {
      if (sending.times > 0) cycles.lost(call);
      throw error;
    }
    const answeredAt = systemClock.monotonic();
    const answer = cycles.read(call, reply, (ms) => clock.at(ms, sentAt, answeredAt));
    await this.#deliver(waiter, answer);
  }

  async #fetchFor(waiter: Waiter, woken: boolean): Promise<void> {
    const answer = await this.#parts.server.cycles.fetch(this.#queuesOf(waiter), waiter.max, woken);
    await this.#deliver(waiter, answer);
  }

  async #deliver(waiter: Waiter, { reservations, lookAgainMs }: CycleAnswer): Promise<void> {
    const now = systemClock.monotonic();
    // Where many wait for the same moment, whoever comes too late need not be so quick the next
    // time.
    if (reservations.length > 0) this.#lagMs = 0;
    else if ((this.#waiters.get(waiter) ?? Infinity) <= now)
      this.#lagMs = Math.min(2 * this.#lagMs + 1, LONGEST_LAG_MS);
    const lookAt = lookAgainMs < 0 ? Infinity : now + lookAgainMs + this.#lagMs * Math.random();
    if (this.#waiters.has(waiter)) this.#waiters.set(waiter, lookAt);
    if (reservations.length === 0 || waiter.end(reservations)) return;
    await giveBack(
      this.#parts.server,
      reservations.map(({ lease }) => lease),
    );
  }

  #look(queues: readonly string[], waitMs: number, next?: FollowUp): Promise<unknown> {
    const { server, newConnection } = this.#parts;
    this.#connection ??= newConnection(queues[0] ?? '');
    this.#setAlarm();
    const keys = queues.map((queue) => server.keys.of(queue, 'wake'));
    return this.#connection.look(keys, waitMs, next);
  }

  #queuesOf({ queues }: Waiter): readonly string[] {
    return this.#only === undefined ? queues : [this.#only];
  }

  #setAlarm(): void {
    let next = Infinity;
    for (const [{ deadline }, lookAt] of this.#waiters) next = Math.min(next, deadline, lookAt);
    this.#alarm?.at(next);
  }

  async #failed(error: JobQueueError): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
    const now = systemClock.monotonic();
    this.#failingSince ??= now;
    const final = !PASSING.has(error.code) || now - this.#failingSince >= this.#parts.patienceMs;
    if (this.#closed || final) for (const waiter of this.#waiters.keys()) waiter.end(error);
    else await sleep(systemClock, LONGEST_PAUSE_MS * (0.2 + 0.8 * Math.random()), undefined);
  }
}
