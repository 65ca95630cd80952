import { setTimeout as sleep } from 'node:timers/promises';

import { JobQueueError, type LeaseBook, systemClock } from '@jq/core/adapter';

import type { Broker } from '../broker.js';
import type { CycleAnswer } from '../cycles.js';
import type { Desk } from '../desk.js';
import { closedError } from '../errors.js';
import type { Settling } from '../settling.js';
import { supports } from '../supports.js';
import { type FollowUp, type Lane, SLICE_MS } from './lane.js';
import type { Waiter } from './waiter.js';

export interface WatchParts {
  readonly broker: Broker;
  readonly desk: Desk;
  readonly book: LeaseBook;
  readonly settling: Settling;
  /** A new connection to wait on. */
  readonly newLane: () => Lane;
  /** How long waiting may fail before those who wait learn of it. */
  readonly patienceMs: number;
}

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'ambiguous', 'unexpected']);
const LONGEST_PAUSE_MS = 500;
const LONGEST_LAG_MS = 40;

/** Those who wait for the queues of one lane, and the loop that waits for them. */
export class Watch {
  readonly #parts: WatchParts;
  /** The queues whose markers it sees; undefined: any. */
  readonly #only: string | undefined;
  /** With when time alone may have made something ready for them. */
  readonly #waiters = new Map<Waiter, number>();
  #lane: Lane | undefined;
  #running = false;
  #over: Promise<void> = Promise.resolve();
  #closed = false;
  #cancelAlarm: () => void = () => undefined;
  #failingSince: number | undefined;
  #lagMs = 0;
  /** When it asks for all who wait, marker or not. */
  #askForAllAt = 0;

  constructor(parts: WatchParts, only?: string) {
    this.#parts = parts;
    this.#only = only;
  }

  /** @param lookAt on `Clock.monotonic`, as is the deadline */
  add(waiter: Waiter, lookAt: number): void {
    this.#waiters.set(waiter, lookAt);
    this.#lane?.kick();
    if (this.#running) return;
    this.#running = true;
    this.#over = this.#run();
  }

  /** It has its outcome. */
  remove(waiter: Waiter): void {
    if (this.#waiters.delete(waiter)) this.#lane?.kick();
  }

  /** Waits for what is under way; nobody waits any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#lane?.kick();
    await this.#over;
    this.#lane?.close();
  }

  async #run(): Promise<void> {
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
    this.#cancelAlarm();
  }

  async #round(): Promise<void> {
    const now = systemClock.monotonic();
    for (const [waiter, lookAt] of this.#waiters)
      if (lookAt <= now) return this.#fetchFor(waiter, false);
    const waiters = [...this.#waiters.keys()];
    const queues = [...new Set(waiters.flatMap((waiter) => this.#queuesOf(waiter)))];
    const [only] = waiters;
    if (
      waiters.length === 1 &&
      only !== undefined &&
      this.#queuesOf(only).length === only.queues.length
    )
      return this.#lookFor(only, queues);
    const leftMs = this.#askForAllAt - now;
    if (leftMs > 0) return this.#lookForSome(queues, leftMs);
    this.#askForAllAt = now + SLICE_MS;
    for (const waiter of this.#waiters.keys()) await this.#fetchFor(waiter, true);
  }

  /**
   * Asks only for those who wait for the queue that rang: what is theirs need not wait for the
   * others.
   */
  async #lookForSome(queues: readonly string[], waitMs: number): Promise<void> {
    const { broker, desk } = this.#parts;
    const reply = (await this.#look(queues, waitMs)) as readonly [key: Buffer, ...unknown[]] | null;
    const rang =
      reply && queues.find((queue) => broker.keys.of(queue, 'wake') === String(reply[0]));
    if (!rang) return;
    let asked = false;
    for (const waiter of this.#waiters.keys()) {
      if (!this.#queuesOf(waiter).includes(rang)) continue;
      asked = true;
      await this.#fetchFor(waiter, true);
    }
    // Nobody is left for the marker that was taken.
    if (!asked) await desk.fetch([rang], 0, true);
  }

  /** The usual case: the request for tasks is there already when the marker comes. */
  async #lookFor(waiter: Waiter, queues: readonly string[]): Promise<void> {
    const { broker, book } = this.#parts;
    const parts = waiter.queues.map((queue) => ({ queue, leases: [] }));
    const { cycle } = broker.scripts;
    const call = broker.cycles.call(cycle, parts, Math.min(waiter.max, supports.maxBatch), true);
    const sending = { times: 0 };
    const sentAt = systemClock.monotonic();
    let reply: unknown;
    try {
      reply = await this.#look(queues, SLICE_MS, { script: cycle, args: call.args, sending });
    } catch (error) {
      if (sending.times > 0) broker.cycles.lost(call);
      throw error;
    }
    const answeredAt = systemClock.monotonic();
    const answer = broker.cycles.read(call, reply, (ms) => broker.clock.at(ms, sentAt, answeredAt));
    for (const { lease } of answer.reservations) book.add(lease);
    await this.#deliver(waiter, answer);
  }

  async #fetchFor(waiter: Waiter, woken: boolean): Promise<void> {
    const answer = await this.#parts.desk.fetch(this.#queuesOf(waiter), waiter.max, woken);
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
    const leases = reservations.map(({ lease }) => lease);
    for (const lease of leases) this.#parts.book.drop(lease);
    await this.#parts.settling.giveBack(leases);
  }

  #look(queues: readonly string[], waitMs: number, next?: FollowUp): Promise<unknown> {
    const { broker } = this.#parts;
    this.#lane ??= this.#parts.newLane();
    this.#setAlarm();
    const keys = queues.map((queue) => broker.keys.of(queue, 'wake'));
    return this.#lane.look(keys, waitMs, next);
  }

  #queuesOf({ queues }: Waiter): readonly string[] {
    return this.#only === undefined ? queues : [this.#only];
  }

  #setAlarm(): void {
    this.#cancelAlarm();
    let next = Infinity;
    for (const [{ deadline }, lookAt] of this.#waiters) next = Math.min(next, deadline, lookAt);
    this.#cancelAlarm = systemClock.after(next - systemClock.monotonic(), () => this.#lane?.kick());
  }

  async #failed(error: JobQueueError): Promise<void> {
    this.#lane?.close();
    this.#lane = undefined;
    const now = systemClock.monotonic();
    this.#failingSince ??= now;
    const final = !PASSING.has(error.code) || now - this.#failingSince >= this.#parts.patienceMs;
    if (this.#closed || final)
      for (const waiter of this.#waiters.keys()) waiter.end(this.#closed ? closedError() : error);
    else await sleep(LONGEST_PAUSE_MS * (0.2 + 0.8 * Math.random()));
  }
}
