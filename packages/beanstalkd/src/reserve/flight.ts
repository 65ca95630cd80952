import type { JobQueueError, Reservation } from '@jq/core';

import { replyError } from '../errors.js';
import { foreignId, type Header, readHeader } from '../header.js';
import type { Delivery } from '../leases/delivery.js';
import { brokerTtr, leaseOf } from '../seconds.js';
import { type JobStats, jobStats } from '../wire/job-stats.js';
import type { ReplyTarget } from '../wire/pending.js';
import type { Carrier } from './carrier.js';

/** What one flight shall bring. */
export interface FlightPlan {
  readonly queues: readonly string[];
  /** Most tasks. */
  readonly ask: number;
  /** How long the server may wait for the first; whole seconds. */
  readonly waitSeconds: number;
  /** Whether to ask for each task's statistics: attempts and priority. */
  readonly counting: boolean;
}

/** A job that came, on its way to become a reservation. */
interface Arrival {
  readonly jobId: string;
  readonly stored: Buffer;
  readonly header: Header | undefined;
  stats: JobStats | undefined;
  statsSentAt: number;
  gone: boolean;
}

/**
 * Reserves several jobs in one go: the first may wait at the server, the others take what is there. What the
 * server's answer does not tell about a job is asked as soon as the job is known, while the next ones arrive.
 */
export class Flight implements ReplyTarget {
  readonly #carrier: Carrier;
  readonly #plan: FlightPlan;
  readonly #sentAt: number = performance.now();
  readonly #arrivals: Arrival[] = [];
  #missing: number;
  #void = false;
  #error: JobQueueError | undefined;
  #resolve: (reservations: readonly Reservation[]) => void = () => undefined;
  #reject: (error: JobQueueError) => void = () => undefined;
  /** Rejects when the connection ends, or the server refuses; nothing is reserved then. */
  readonly done: Promise<readonly Reservation[]>;

  constructor(carrier: Carrier, plan: FlightPlan) {
    this.#carrier = carrier;
    this.#plan = plan;
    this.#missing = plan.ask;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    carrier.watch(plan.queues);
    carrier.flights += 1;
    carrier.waiting = plan.waitSeconds > 0;
    const { connection } = carrier;
    const waitMs = plan.waitSeconds * 1000;
    connection.send(this, 0, `reserve-with-timeout ${plan.waitSeconds}\r\n`, waitMs);
    for (let n = 1; n < plan.ask; n += 1) connection.send(this, n, 'reserve-with-timeout 0\r\n');
  }

  /** Nothing has come by now. */
  get empty(): boolean {
    return this.#arrivals.length === 0;
  }

  /** What still comes is not wanted: its connection is about to end, which gives it back. */
  cancel(): void {
    this.#void = true;
  }

  reply(index: number, line: string, body: Buffer | undefined): void {
    if (index < this.#plan.ask) this.#reserved(index, line, body);
    else this.#described(this.#arrivals[index - this.#plan.ask] as Arrival, line, body);
    this.#missing -= 1;
    if (this.#missing === 0) this.#land();
  }

  fail(_index: number, error: JobQueueError): void {
    this.#missing -= 1;
    if (this.#missing === 0) this.#leave();
    this.#reject(error);
  }

  #reserved(index: number, line: string, body: Buffer | undefined): void {
    if (index === 0) this.#carrier.waiting = false;
    if (body === undefined) {
      if (line !== 'TIMED_OUT' && line !== 'DEADLINE_SOON') this.#refused(line);
      return;
    }
    const jobId = line.slice('RESERVED '.length, line.lastIndexOf(' '));
    // A settlement of an earlier lease of this job is behind this reserve and ends it at once.
    if (this.#void || this.#carrier.isSettling(jobId)) return;
    this.#carrier.supersede(jobId);
    const arrival: Arrival = {
      jobId,
      stored: body,
      header: readHeader(body),
      stats: undefined,
      statsSentAt: 0,
      gone: false,
    };
    this.#arrivals.push(arrival);
    if (this.#needsStats(arrival)) this.#ask(arrival);
  }

  #needsStats({ header }: Arrival): boolean {
    return this.#plan.counting || this.#plan.queues.length > 1 || header === undefined;
  }

  #ask(arrival: Arrival): void {
    arrival.statsSentAt = performance.now();
    this.#missing += 1;
    const index = this.#plan.ask + this.#arrivals.length - 1;
    this.#carrier.connection.send(this, index, `stats-job ${arrival.jobId}\r\n`);
  }

  #described(arrival: Arrival, line: string, body: Buffer | undefined): void {
    if (body !== undefined) arrival.stats = jobStats(body);
    else {
      arrival.gone = true;
      if (line !== 'NOT_FOUND') this.#refused(line);
    }
  }

  #refused(line: string): void {
    this.#error ??= replyError(this.#carrier.connection.address, line);
  }

  #land(): void {
    const here = this.#void ? [] : this.#arrivals.filter((each) => !each.gone);
    const reservations = here.map((each) => this.#reservation(each));
    this.#leave();
    if (here.length === 0 && this.#error !== undefined) this.#reject(this.#error);
    else this.#resolve(reservations);
  }

  #leave(): void {
    this.#carrier.flights -= 1;
    this.#carrier.waiting = false;
    this.#carrier.noticeFree();
  }

  #reservation({ jobId, stored, header, stats, statsSentAt }: Arrival): Reservation {
    const ttrMs = header?.ttrMs ?? leaseOf(stats?.ttrSeconds ?? 1);
    const brokerTtrMs = 1000 * (stats?.ttrSeconds ?? brokerTtr(ttrMs));
    // Both are surely before the end at the server; which is closer depends on how long the wait was.
    const told = stats === undefined ? -Infinity : statsSentAt + stats.secondsLeft * 1000;
    const expiresAt = Math.max(this.#sentAt + ttrMs, Math.min(told, statsSentAt + ttrMs));
    const lease = {
      queue: stats?.queue ?? (this.#plan.queues[0] as string),
      taskId: header?.taskId ?? foreignId(jobId),
      token: undefined as unknown,
      ttrMs,
      expiresAt,
    };
    const attempts = this.#plan.counting ? stats?.reserves : undefined;
    const delivery: Delivery = {
      carrier: this.#carrier,
      jobId,
      lease,
      attempts,
      priority: stats?.priority,
      brokerTtrMs,
      endsBy: performance.now() + brokerTtrMs,
      lapsed: false,
    };
    lease.token = delivery;
    this.#carrier.carry(delivery);
    return { lease, body: header?.body ?? stored, attempts, priority: stats?.priority };
  }
}
