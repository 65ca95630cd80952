import { timers } from '@jq/core/adapter';
import type { BrokerNames, JobQueueError, Reservation } from '@jq/core/adapter';
import type { ReplyTarget } from '@jq/core/tcp';

import type { Reply } from '../broker/connection.js';
import type { IdGuess } from '../broker/id-guess.js';
import { jobStats, type JobStats } from '../broker/job-stats.js';
import type { LeaseConnection, LeasedJob } from '../broker/lease-connection.js';
import { replyError } from '../errors.js';
import { foreignId, type Header, readHeader } from '../header.js';
import { brokerTtr, leaseOf } from '../seconds.js';

/** What one flight shall bring. */
export interface ReservePlan {
  readonly tubes: readonly string[];
  /** Most tasks. */
  readonly ask: number;
  /** How long the server may wait for the first; whole seconds. */
  readonly waitSeconds: number;
  /** Whether to ask for each task's statistics: attempts and priority. */
  readonly counting: boolean;
  readonly guess: IdGuess;
  readonly names: BrokerNames;
}

// Of a lease that lives for a second, so much may have passed when it is handed out.
const FRESH_MS_PER_SECOND = 400;

/**
 * Reserves several jobs in one go: the first may wait at the server, the others take what is there.
 * What the answer does not tell about a job is asked as soon as the job is known, while the next
 * ones arrive; or right behind the reserve where the job's number can be guessed, and then it costs
 * no time at all.
 */
export class ReserveCall implements ReplyTarget<Reply> {
  readonly #connection: LeaseConnection;
  readonly #plan: ReservePlan;
  readonly #sentAt: number = timers.now();
  readonly #guesses: boolean;
  readonly #arrivals: Arrival[] = [];
  #missing = 0;
  #void = false;
  #error: JobQueueError | undefined;
  #resolve: (reservations: readonly Reservation[]) => void = () => undefined;
  #reject: (error: JobQueueError) => void = () => undefined;
  /** Rejects when the connection ends, or the server refuses; nothing is reserved then. */
  readonly done: Promise<readonly Reservation[]>;
  /** When the first job came, since the flight began; undefined before. */
  tookMs: number | undefined;

  constructor(connection: LeaseConnection, plan: ReservePlan) {
    this.#connection = connection;
    this.#plan = plan;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    connection.watch(plan.tubes);
    connection.calls += 1;
    connection.waiting = plan.waitSeconds > 0;
    const next = this.#plan.counting ? plan.guess.next : undefined;
    this.#guesses = next !== undefined;
    for (let n = 0; n < plan.ask; n += 1) {
      const seconds = n === 0 ? plan.waitSeconds : 0;
      this.#send(n, `reserve-with-timeout ${seconds}`, seconds * 1000);
      if (next !== undefined) this.#send(plan.ask + n, `stats-job ${next + n}`);
    }
  }

  /** Nothing has come by now. */
  get empty(): boolean {
    return this.#arrivals.length === 0;
  }

  /** What still comes is not wanted: its connection is about to end, which gives it back. */
  cancel(): void {
    this.#void = true;
  }

  reply(index: number, { line, body }: Reply): void {
    const { ask } = this.#plan;
    if (index < ask) this.#reserved(index, line, body);
    else if (index < 2 * ask) this.#guessed(body);
    else this.#described(this.#arrivals[index - 2 * ask] as Arrival, line, body);
    this.#missing -= 1;
    if (this.#missing === 0) this.#land();
  }

  fail(_index: number, error: JobQueueError): void {
    this.#missing -= 1;
    if (this.#missing === 0) this.#leave();
    this.#reject(error);
  }

  #send(index: number, command: string, waitMs: number = 0): void {
    this.#missing += 1;
    this.#connection.wire.ask(this, index, `${command}\r\n`, waitMs);
  }

  #reserved(index: number, line: string, body: Buffer | undefined): void {
    if (index === 0) this.#connection.waiting = false;
    if (body === undefined) {
      if (line !== 'TIMED_OUT' && line !== 'DEADLINE_SOON') this.#refused(line);
      return;
    }
    const jobId = line.slice('RESERVED '.length, line.lastIndexOf(' '));
    this.#plan.guess.saw(jobId);
    // A settlement of an earlier lease of this job is behind this reserve and ends it at once.
    if (this.#void || this.#connection.isSettling(jobId)) return;
    this.#connection.supersede(jobId);
    this.tookMs ??= timers.now() - this.#sentAt;
    const arrival = new Arrival(jobId, body);
    this.#arrivals.push(arrival);
    if (!this.#guesses && this.#needsStats(arrival)) this.#ask(arrival);
  }

  #needsStats({ header }: Arrival): boolean {
    return this.#plan.counting || this.#plan.tubes.length > 1 || header === undefined;
  }

  /** Behind each reserve: about the job that was expected. */
  #guessed(body: Buffer | undefined): void {
    const arrival = this.#arrivals.at(-1);
    if (arrival === undefined || arrival.guessChecked) return;
    arrival.guessChecked = true;
    const stats = body && jobStats(body);
    // The end of a lease is counted from when the question left: after a long wait that is too
    // early.
    const waitedMs = timers.now() - this.#sentAt;
    const fresh = stats !== undefined && waitedMs < stats.ttrSeconds * FRESH_MS_PER_SECOND;
    if (stats?.id === arrival.jobId && fresh) arrival.describe(stats, this.#sentAt);
    else this.#ask(arrival);
  }

  #ask(arrival: Arrival): void {
    arrival.askedAt = timers.now();
    this.#send(2 * this.#plan.ask + this.#arrivals.length - 1, `stats-job ${arrival.jobId}`);
  }

  #described(arrival: Arrival, line: string, body: Buffer | undefined): void {
    if (body !== undefined) arrival.describe(jobStats(body), arrival.askedAt);
    else {
      arrival.gone = true;
      if (line !== 'NOT_FOUND') this.#refused(line);
    }
  }

  #refused(line: string): void {
    this.#error ??= replyError(this.#connection.wire.server, line);
  }

  #land(): void {
    const here = this.#void ? [] : this.#arrivals.filter((each) => !each.gone);
    const reservations = here.map((each) => this.#reservation(each));
    this.#leave();
    if (here.length === 0 && this.#error !== undefined) this.#reject(this.#error);
    else this.#resolve(reservations);
  }

  #leave(): void {
    this.#connection.calls -= 1;
    this.#connection.waiting = false;
    this.#connection.noticeFree();
  }

  #reservation(arrival: Arrival): Reservation {
    const [first = ''] = this.#plan.tubes;
    const tube = arrival.stats?.queue ?? first;
    const queue = this.#plan.names.toQueue(tube) ?? tube;
    const { counting } = this.#plan;
    const delivery = deliver(this.#connection, arrival, { queue, counting, sentAt: this.#sentAt });
    this.#connection.carry(delivery);
    const { lease, attempts, priority } = delivery;
    return { lease, body: arrival.header?.body ?? arrival.stored, attempts, priority };
  }
}

/** A job that was reserved, on its way to become a reservation. */
export class Arrival {
  readonly jobId: string;
  readonly stored: Buffer;
  /** Undefined when another producer put it. */
  readonly header: Header | undefined;
  stats: JobStats | undefined = undefined;
  /** On `performance.now`: when the server was asked for `stats`, at the earliest. */
  askedAt = 0;
  guessChecked = false;
  /** The server knows it no more. */
  gone = false;

  constructor(jobId: string, stored: Buffer) {
    this.jobId = jobId;
    this.stored = stored;
    this.header = readHeader(stored);
  }

  describe(stats: JobStats, askedAt: number): void {
    this.stats = stats;
    this.askedAt = askedAt;
  }
}

/** Makes the lease. `sentAt` is when the reserve left. */
function deliver(
  connection: LeaseConnection,
  { jobId, header, stats, askedAt }: Arrival,
  reserve: { readonly queue: string; readonly sentAt: number; readonly counting: boolean },
): LeasedJob {
  const ttrMs = header?.ttrMs ?? leaseOf(stats?.ttrSeconds ?? 1);
  const brokerTtrMs = 1000 * (stats?.ttrSeconds ?? brokerTtr(ttrMs));
  // Both are surely before the end at the server; which is closer depends on how long the wait was.
  const told = stats === undefined ? -Infinity : askedAt + stats.secondsLeft * 1000;
  const expiresAt = Math.max(reserve.sentAt + ttrMs, Math.min(told, askedAt + ttrMs));
  const lease = {
    queue: reserve.queue,
    taskId: header?.taskId ?? foreignId(jobId),
    token: undefined as unknown,
    ttrMs,
    expiresAt,
  };
  const delivery: LeasedJob = {
    connection,
    jobId,
    lease,
    attempts: reserve.counting ? stats?.reserves : undefined,
    priority: stats?.priority,
    brokerTtrMs,
    endsBy: timers.now() + brokerTtrMs,
    lapsed: false,
  };
  lease.token = delivery;
  return delivery;
}
