import { timers } from '@jq/core/adapter';
import type { Lease, LeaseBook } from '@jq/core/adapter';
import { NOBODY } from '@jq/core/tcp';

import type { Connection } from './connection.js';

// For so long after a lapse the connection does not block, so that a late completion gets through.
const LATE_MS = 10_000;

/** A connection that reserves, with the leases it carries: they live and die with it. */
export class LeaseConnection {
  readonly wire: Connection;
  readonly #book: LeaseBook;
  readonly #onFree: () => void;
  readonly #open = new Map<string, LeasedJob>();
  readonly #settling = new Map<string, number>();
  readonly #watch: LapseWatch;
  #watched: ReadonlySet<string> = new Set(['default']);
  /** Reserves under way; `waiting` when the first of them blocks at the server. */
  calls = 0;
  waiting = false;
  #lateUntil = 0;

  constructor(wire: Connection, book: LeaseBook, onFree: () => void) {
    this.wire = wire;
    this.#book = book;
    this.#onFree = onFree;
    this.#watch = new LapseWatch(wire, this.#open, (delivery) => this.lapse(delivery));
    wire.onClosed(() => this.#lost());
  }

  get leases(): number {
    return this.#open.size;
  }

  /** Nothing is lost or held up when this one waits, or ends. */
  get free(): boolean {
    if (this.#open.size > 0 || this.calls > 0 || !this.wire.alive) return false;
    return this.#lateUntil === 0 || this.#lateUntil < timers.now();
  }

  /** From now on reserves take from these tubes. */
  watch(tubes: readonly string[]): void {
    const wanted = new Set(tubes);
    if (wanted.size === this.#watched.size && tubes.every((each) => this.#watched.has(each)))
      return;
    const more = tubes.filter((each) => !this.#watched.has(each));
    const less = [...this.#watched].filter((each) => !wanted.has(each));
    // In this order: the last one watched can't be ignored.
    const commands = [...more.map((q) => `watch ${q}\r\n`), ...less.map((q) => `ignore ${q}\r\n`)];
    for (const command of commands) this.wire.ask(NOBODY, 0, command);
    this.#watched = wanted;
  }

  watches(tubes: readonly string[]): boolean {
    return tubes.length === this.#watched.size && tubes.every((each) => this.#watched.has(each));
  }

  /**
   * Whether a command about this job is under way: it then concerns what the server has just given.
   */
  isSettling(jobId: string): boolean {
    return this.#settling.has(jobId);
  }

  /** The server has given this job again: an earlier delivery of it here is over. */
  supersede(jobId: string): void {
    const before = this.#open.get(jobId);
    if (before !== undefined) this.lapse(before);
  }

  /** A new lease, open from now on. */
  carry(delivery: LeasedJob): void {
    this.#book.add(delivery.lease);
    this.#open.set(delivery.jobId, delivery);
    this.#watch.expect(delivery.endsBy);
  }

  /** A touch moved its end. */
  prolong(delivery: LeasedJob, endsBy: number): void {
    delivery.endsBy = endsBy;
    this.#watch.expect(endsBy);
  }

  /** The lease is given up here; a command that tells the server follows. */
  letGo(delivery: LeasedJob): void {
    if (this.#open.get(delivery.jobId) !== delivery) return;
    this.#open.delete(delivery.jobId);
    this.noticeFree();
  }

  /** The delivery ended without a settlement; a late completion may follow for a while. */
  lapse(delivery: LeasedJob): void {
    delivery.lapsed = true;
    this.#lateUntil = timers.now() + LATE_MS;
    this.#book.drop(delivery.lease);
    this.letGo(delivery);
  }

  /**
   * Whether a late completion can be tried: in the same run of the server, and without waiting
   * long.
   */
  takesLate(book: LeaseBook): boolean {
    return book === this.#book && this.wire.alive && !this.waiting;
  }

  begin(jobId: string): void {
    this.#settling.set(jobId, (this.#settling.get(jobId) ?? 0) + 1);
  }

  finish(jobId: string): void {
    const left = (this.#settling.get(jobId) ?? 1) - 1;
    if (left === 0) this.#settling.delete(jobId);
    else this.#settling.set(jobId, left);
  }

  noticeFree(): void {
    if (this.free) this.#onFree();
  }

  #lost(): void {
    this.#watch.stop();
    for (const { lease } of this.#open.values()) this.#book.drop(lease);
    this.#open.clear();
  }
}

/**
 * One delivery of a job, and the proof in its lease. It names the connection that holds the job:
 * ids of jobs are used again after a restart of the server, so nothing is ever settled over another
 * connection.
 */
export interface LeasedJob {
  readonly connection: LeaseConnection;
  readonly jobId: string;
  readonly lease: Lease;
  /** Undefined when the server was not asked. */
  readonly attempts: number | undefined;
  readonly priority: number | undefined;
  /** The ttr at the server. */
  readonly brokerTtrMs: number;
  /** On `performance.now`: by then the server has given the job to others, or should have. */
  endsBy: number;
  /** `endsBy` has passed without a settlement. */
  lapsed: boolean;
}

/** The delivery of a lease that this package made. */
export function leasedJobOf({ token }: Lease): LeasedJob {
  return token as LeasedJob;
}

const PING = 'list-tube-used\r\n';
// The server compares with the clock of its own wake-up, which may be a little early.
const PING_AFTER_MS = 15;

/**
 * Says something to the server just after each deadline of this connection's leases: up to 1.13 at
 * least, beanstalkd misses about every third deadline of a connection that stays silent, and keeps
 * the job for as long as the connection lives.
 */
export class LapseWatch {
  readonly #connection: Connection;
  readonly #open: ReadonlyMap<string, LeasedJob>;
  readonly #onLapse: (delivery: LeasedJob) => void;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(
    connection: Connection,
    open: ReadonlyMap<string, LeasedJob>,
    onLapse: (delivery: LeasedJob) => void,
  ) {
    this.#connection = connection;
    this.#open = open;
    this.#onLapse = onLapse;
  }

  /** A deadline that may be earlier than all others. */
  expect(endsBy: number): void {
    if (endsBy >= this.#timerAt) return;
    timers.clearTimeout(this.#timer);
    this.#timerAt = endsBy;
    const ms = Math.ceil(endsBy + PING_AFTER_MS - timers.now());
    this.#timer = timers.setTimeout(this.#look, Math.min(Math.max(0, ms), 2 ** 31 - 1)).unref();
  }

  stop(): void {
    timers.clearTimeout(this.#timer);
    this.#timerAt = -Infinity;
  }

  readonly #look = (): void => {
    this.#timerAt = Infinity;
    const now = timers.now();
    let next = Infinity;
    let lapsed = false;
    for (const delivery of this.#open.values())
      if (delivery.endsBy + PING_AFTER_MS <= now) {
        lapsed = true;
        this.#onLapse(delivery);
      } else next = Math.min(next, delivery.endsBy);
    if (lapsed && this.#connection.alive) this.#connection.ask(NOBODY, 0, PING);
    if (next < Infinity) this.expect(next);
  };
}
