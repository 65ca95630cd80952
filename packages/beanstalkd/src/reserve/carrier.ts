import type { LeaseBook } from '@jq/core/adapter';
import { NOBODY } from '@jq/core/tcp';

import type { Delivery } from '../leases/delivery.js';
import { LapseWatch } from '../leases/lapse-watch.js';
import type { Connection } from '../wire/connection.js';

// For so long after a lapse the connection does not block, so that a late completion gets through.
const LATE_MS = 10_000;

/** A connection that reserves, with the leases it carries: they live and die with it. */
export class Carrier {
  readonly connection: Connection;
  readonly #book: LeaseBook;
  readonly #onFree: () => void;
  readonly #open = new Map<string, Delivery>();
  readonly #settling = new Map<string, number>();
  readonly #watch: LapseWatch;
  #watched: ReadonlySet<string> = new Set(['default']);
  /** Reserves under way; `waiting` when the first of them blocks at the server. */
  flights = 0;
  waiting = false;
  #lateUntil = 0;

  constructor(connection: Connection, book: LeaseBook, onFree: () => void) {
    this.connection = connection;
    this.#book = book;
    this.#onFree = onFree;
    this.#watch = new LapseWatch(connection, this.#open, (delivery) => this.lapse(delivery));
    connection.onClosed(() => this.#lost());
  }

  get leases(): number {
    return this.#open.size;
  }

  /** Nothing is lost or held up when this one waits, or ends. */
  get free(): boolean {
    if (this.#open.size > 0 || this.flights > 0 || !this.connection.alive) return false;
    return this.#lateUntil === 0 || this.#lateUntil < performance.now();
  }

  /** From now on reserves take from these queues. */
  watch(queues: readonly string[]): void {
    const wanted = new Set(queues);
    if (wanted.size === this.#watched.size && queues.every((each) => this.#watched.has(each)))
      return;
    const more = queues.filter((each) => !this.#watched.has(each));
    const less = [...this.#watched].filter((each) => !wanted.has(each));
    // In this order: the last one watched can't be ignored.
    const commands = [...more.map((q) => `watch ${q}\r\n`), ...less.map((q) => `ignore ${q}\r\n`)];
    for (const command of commands) this.connection.ask(NOBODY, 0, command);
    this.#watched = wanted;
  }

  watches(queues: readonly string[]): boolean {
    return queues.length === this.#watched.size && queues.every((each) => this.#watched.has(each));
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
  carry(delivery: Delivery): void {
    this.#book.add(delivery.lease);
    this.#open.set(delivery.jobId, delivery);
    this.#watch.expect(delivery.endsBy);
  }

  /** A touch moved its end. */
  prolong(delivery: Delivery, endsBy: number): void {
    delivery.endsBy = endsBy;
    this.#watch.expect(endsBy);
  }

  /** The lease is given up here; a command that tells the server follows. */
  letGo(delivery: Delivery): void {
    if (this.#open.get(delivery.jobId) !== delivery) return;
    this.#open.delete(delivery.jobId);
    this.noticeFree();
  }

  /** The delivery ended without a settlement; a late completion may follow for a while. */
  lapse(delivery: Delivery): void {
    delivery.lapsed = true;
    this.#lateUntil = performance.now() + LATE_MS;
    this.#book.drop(delivery.lease);
    this.letGo(delivery);
  }

  /**
   * Whether a late completion can be tried: in the same run of the server, and without waiting
   * long.
   */
  takesLate(book: LeaseBook): boolean {
    return book === this.#book && this.connection.alive && !this.waiting;
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
