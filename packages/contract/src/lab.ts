import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

import {
  type Adapter,
  type Capabilities,
  DEFAULT_PRIORITY,
  type NewTask,
  type Reservation,
  type Rule,
  systemClock,
} from '@jq/core/adapter';

import { allOk, idsOf } from './expectations.js';
import { Inconclusive } from './inconclusive.js';
import type { Connection, Space } from './space.js';

/** Two or more. */
export type Several = readonly [Reservation, Reservation, ...Reservation[]];

/**
 * How random runs are drawn. A failure prints what brings it back: seed, and path and replayPath if
 * any.
 */
export interface RandomOptions {
  readonly seed?: number;
  readonly path?: string;
  readonly replayPath?: string;
  /** How many times the usual number of runs. Default 1. */
  readonly times?: number;
}

// How long a task that must come may take on a busy machine. Nothing waits this long when all is
// well.
const PATIENCE_MS = 20_000;

/** What a check works with: a space of its own, tasks, and time. */
export class Lab {
  readonly supports: Capabilities;
  readonly space: Space;
  readonly random: RandomOptions;
  /** A queue that no other check uses. */
  readonly queue: string;
  /**
   * A time that passes quickly, long enough for a few calls: for leases that shall lapse, delays,
   * waits.
   */
  readonly shortMs: number;
  /** A ttr or delay that does not end during a check. */
  readonly longMs: number;
  readonly #connections: Adapter[] = [];
  #tasks = 0;
  #over = false;

  /** `scale` stretches short times, for machines too slow for them. */
  constructor(
    space: Space,
    { supports, random }: { supports: Capabilities; random: RandomOptions },
    scale: number,
  ) {
    this.space = space;
    this.supports = supports;
    this.random = random;
    this.queue = `contract-${randomBytes(6).toString('hex')}`;
    const step = supports.timeStepMs;
    const least = Math.max(supports.minTtrMs, scale * Math.max(600, 2 * step));
    this.shortMs = Math.ceil(least / step) * step;
    const longest = this.has('DELAY') ? supports.maxDelayMs : Infinity;
    this.longMs = Math.min(supports.maxTtrMs, longest, 600_000);
  }

  /** Another connection to the space. */
  async connect(): Promise<Connection> {
    const adapter = await this.space.connect();
    this.#connections.push(adapter);
    return adapter as Connection;
  }

  /** A second queue of this check. */
  queueNamed(label: string): string {
    return `${this.queue}-${label}`;
  }

  /** Whether these rules are supported, natively or by emulation. */
  has(...rules: readonly Rule[]): boolean {
    return rules.every((rule) => this.supports.rules[rule] !== 'unsupported');
  }

  /** Whether a rule is kept by what core or the adapter adds to the broker. */
  emulates(rule: Rule): boolean {
    return typeof this.supports.rules[rule] === 'object';
  }

  /** The priority where priorities are told apart, else that of every task. */
  urgency(priority: number): number {
    return this.has('ORDER') ? priority : DEFAULT_PRIORITY;
  }

  /** A task with an id of its own, its id as body and a lease that outlives the check. */
  task(rest: Partial<NewTask> = {}): NewTask {
    this.#tasks += 1;
    const id = rest.id ?? `task-${this.#tasks}`;
    const body = new TextEncoder().encode(id);
    return { id, body, priority: DEFAULT_PRIORITY, delayMs: 0, ttrMs: this.longMs, ...rest };
  }

  /** Puts tasks that must all be accepted. */
  async put(
    adapter: Connection,
    tasks: readonly NewTask[],
    queue: string = this.queue,
  ): Promise<void> {
    allOk(await adapter.put(queue, tasks), tasks.length);
  }

  /** The one task that must come. */
  async take(adapter: Connection, queues: readonly string[] = [this.queue]): Promise<Reservation> {
    return (await this.takeSome(adapter, 1, queues))[0] as Reservation;
  }

  /** As many tasks as must come, in the order they came. */
  async takeSome(
    adapter: Connection,
    count: number,
    queues: readonly string[] = [this.queue],
  ): Promise<Several> {
    const got: Reservation[] = [];
    const from = this.now();
    const giveUp = from + PATIENCE_MS;
    while (got.length < count && this.now() < giveUp) {
      const waitMs = Math.min(this.supports.maxWaitMs, Math.ceil(giveUp - this.now()));
      const max = count - got.length;
      const more = await this.settle(adapter.reserve(queues, { max, waitMs }));
      if (more.length === 0) await this.wait(this.supports.timeStepMs);
      got.push(...more);
    }
    const waited = `tasks of ${queues.join(', ')}: after ${Math.round(this.now() - from)} ms`;
    const came = idsOf(got).join(', ') || 'none';
    assert.equal(got.length, count, `${waited}, wanted ${count}, got ${came}`);
    return got as unknown as Several;
  }

  /** Takes one task after another until no more come, completing each; answers their ids. */
  async drain(adapter: Connection, queues: readonly string[] = [this.queue]): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const got = await this.takeNow(adapter, 1, queues);
      if (got.length === 0) return ids;
      allOk(await adapter.complete(got.map((each) => each.lease)), got.length);
      ids.push(...idsOf(got));
      assert.ok(ids.length <= this.#tasks, 'more tasks came than were ever put');
    }
  }

  /** What is there by now; waits no longer than a broker needs to look. */
  async takeNow(
    adapter: Connection,
    max = 1,
    queues: readonly string[] = [this.queue],
  ): Promise<readonly Reservation[]> {
    const waitMs = this.space.clock === undefined ? Math.min(this.supports.maxWaitMs, 60) : 0;
    return this.settle(adapter.reserve(queues, { max, waitMs }));
  }

  /** No task comes. */
  async nothing(adapter: Connection, queues: readonly string[] = [this.queue]): Promise<void> {
    const got = await this.takeNow(adapter, 10, queues);
    const came = idsOf(got);
    assert.deepEqual(came, [], `${queues.join(', ')}: ${came.join(', ')} came and must not`);
  }

  /** `Clock.monotonic` of this space. */
  now(): number {
    return (this.space.clock ?? systemClock).monotonic();
  }

  /** Lets time pass. */
  async wait(ms: number): Promise<void> {
    if (this.space.clock !== undefined) return this.space.clock.advance(ms);
    const until = this.now() + ms;
    while (this.now() < until) await sleep(Math.ceil(until - this.now()));
  }

  /** Waits without moving a controllable clock: somebody else must, with `settle`. */
  sleep(ms: number): Promise<void> {
    const clock = this.space.clock ?? systemClock;
    return new Promise((resolve) => void clock.after(ms, resolve));
  }

  /** Lets every short lease and delay run out. */
  async outlast(): Promise<void> {
    await this.wait(this.shortMs + 2 * this.supports.timeStepMs);
  }

  /** The outcome of a call that may need time to pass. */
  async settle<T>(call: Promise<T>): Promise<T> {
    // A check that ran out of time must not go on in the background.
    if (this.#over) throw new Error('the check is over');
    const clock = this.space.clock;
    if (clock === undefined) return call;
    let over = false;
    const end = (): void => void (over = true);
    call.then(end, end);
    await turn();
    for (let spent = 0; !over && spent < 10 * PATIENCE_MS; spent += this.shortMs / 20)
      await clock.advance(this.shortMs / 20);
    return call;
  }

  /** Waits for something to become true. */
  async until(what: string, test: () => Promise<boolean>): Promise<void> {
    assert.ok(await this.becomes(test), `still not so after ${PATIENCE_MS / 1000} s: ${what}`);
  }

  /** Whether something becomes true in the time that a busy machine may need for it. */
  async becomes(test: () => Promise<boolean>): Promise<boolean> {
    const giveUp = this.now() + PATIENCE_MS;
    while (!(await test())) {
      if (this.now() >= giveUp) return false;
      await this.wait(Math.min(50, this.shortMs / 10));
    }
    return true;
  }

  /** What follows is only true of leases that live: a machine too slow for that proves nothing. */
  alive(...reservations: readonly Reservation[]): void {
    if (this.space.clock !== undefined) return;
    for (const { lease } of reservations)
      if (this.now() >= lease.expiresAt) throw new Inconclusive(lease.taskId);
  }

  /** Closes every connection and deletes the space. */
  async tearDown(): Promise<void> {
    const closing = Promise.allSettled(
      this.#connections.map((adapter) => this.settle(adapter.close())),
    );
    this.#over = true;
    await closing;
    await this.space.destroy();
  }
}
