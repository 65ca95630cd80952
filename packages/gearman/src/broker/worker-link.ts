import { type JobQueueError, settledWithin, timers } from '@jq/core/adapter';
import { type Mortal, NOBODY, type ReplyTarget } from '@jq/core/tcp';

import type { Connection } from './connection.js';
import type { EarlierDeliveries } from './earlier-deliveries.js';
import {
  assignedJob,
  type AssignedJob,
  completions,
  type Packet,
  PACKET,
  repeated,
  request,
} from './packets.js';

const PRE_SLEEP = request(PACKET.PRE_SLEEP);
const RESET_ABILITIES = request(PACKET.RESET_ABILITIES);
const MOST_AT_ONCE = 256;
const GRABS = repeated(PACKET.GRAB_JOB_UNIQ, MOST_AT_ONCE);
const GRAB_BYTES = GRABS.length / MOST_AT_ONCE;
/**
 * So many completions keep a server with a slow disk busy for a while; it must be heard of
 * meanwhile.
 */
const SIGN_OF_LIFE = 64;

const NO_ERA = -1;

/** The proof in a delivery: it ends with the connection that holds the job. */
export interface HeldJob {
  readonly link: WorkerLink;
  readonly handle: string;
  /** Of its link when the job came; another one when it is held no more. */
  era: number;
}

/** What became of completions. */
export interface Settled {
  readonly completed: number;
  /** So many the server did not know; which, it does not say. */
  readonly refused: number;
}

/**
 * A connection that takes jobs of one function, and holds many of them. One function alone: a
 * server looks through the functions of a connection in an order of its own, and those without a
 * due job hide the others.
 */
export class WorkerLink implements Mortal {
  readonly connection: Connection;
  readonly place: string;
  /** Undefined where nobody asks how often a job came. */
  readonly earlier: EarlierDeliveries | undefined;
  /**
   * Jobs held: those that came in this era and are not settled. A set of them would cost more than
   * all else that is done with it.
   */
  #held = 0;
  #era = 0;
  readonly #waiters = new Set<() => void>();
  /** Since the last question whether all is done. */
  #completed = 0;
  #settling: Promise<Settled> | undefined;
  #grabs = 0;
  #asleep = false;
  /** How many jobs to ask for at once: more while there are more. */
  #atOnce = 1;

  constructor(connection: Connection, place: string, earlier?: EarlierDeliveries) {
    this.connection = connection;
    this.place = place;
    this.earlier = earlier;
    connection.onNoop = () => this.#wake();
    connection.onClosed(() => {
      this.#dropAll();
      this.#wake();
    });
    connection.tell(request(PACKET.CAN_DO, place));
  }

  get alive(): boolean {
    return this.connection.alive;
  }

  /** Drops the connection; the server gives to others what it holds. */
  destroy(): void {
    this.connection.destroy();
  }

  holds(token: HeldJob): boolean {
    return this.alive && token.era === this.#era;
  }

  /**
   * At most `max` jobs that are ready now, each as `make` makes it when it arrives.
   * @throws JobQueueError `unavailable`, `ambiguous`
   */
  async take<T>(max: number, make: (job: AssignedJob, token: HeldJob) => T): Promise<T[]> {
    const taken: T[] = [];
    for (;;) {
      const ask = Math.min(max - taken.length, this.#atOnce);
      const got = await this.#grab(ask, make);
      taken.push(...got);
      this.#atOnce = got.length < ask ? Math.max(1, got.length) : this.#more(ask);
      if (got.length < ask || taken.length === max) return taken;
    }
  }

  /**
   * Runs `then` once when there may be a job, or the connection is gone; the function that comes
   * back calls it off.
   */
  whenReady(then: () => void): () => void {
    const once = (): void => {
      this.#waiters.delete(once);
      then();
    };
    if (!this.connection.alive) {
      timers.queueMicrotask(then);
      return () => undefined;
    }
    this.#waiters.add(once);
    this.#sleep();
    return () => void this.#waiters.delete(once);
  }

  /**
   * Tells the server that these are done, and asks whether they are; they are held no more. @throws
   * as `settled`
   */
  complete(tokens: readonly HeldJob[]): Promise<Settled> {
    // First, so that the question leaves with the completions.
    const settled = this.settled();
    for (let at = 0; at < tokens.length; at += SIGN_OF_LIFE) {
      const some = tokens.slice(at, at + SIGN_OF_LIFE);
      for (const token of some) this.#drop(token);
      this.connection.tell(completions(some.map(({ handle }) => handle)));
      if (some.length === SIGN_OF_LIFE) this.connection.echo(NOBODY, 0);
    }
    this.#completed += tokens.length;
    return settled;
  }

  /**
   * Gives jobs back to the server, in place. Only all that the connection holds can be given back;
   * false when there are more.
   * @throws JobQueueError `unavailable`, `ambiguous`
   */
  async release(tokens: readonly HeldJob[]): Promise<boolean> {
    if (this.#grabs > 0 || tokens.length !== this.#held) return false;
    if (!tokens.every((token) => this.holds(token))) return false;
    this.#dropAll();
    this.#asleep = false;
    this.connection.tell(request(PACKET.CANT_DO, this.place));
    this.connection.tell(request(PACKET.CAN_DO, this.place));
    await this.settled();
    if (this.#waiters.size > 0) this.#sleep();
    return true;
  }

  /**
   * When the server has done what was sent until the end of this tick; one question for all who ask
   * in it.
   * @throws JobQueueError `unavailable`, `ambiguous`
   */
  settled(): Promise<Settled> {
    this.#settling ??= new Promise((resolve, reject) => {
      timers.nextTick(() => {
        this.#settling = undefined;
        const completed = this.#completed;
        this.#completed = 0;
        const { connection } = this;
        const reply = (): void => resolve({ completed, refused: connection.takeRefusals() });
        const fail = (_index: number, error: JobQueueError): void => reject(error);
        if (connection.alive) connection.echo({ reply, fail }, 0);
        else reject(connection.failure);
      });
    });
    return this.#settling;
  }

  /**
   * Gives back all that is held, has that confirmed, and disconnects; all at the latest after
   * `limitMs`.
   */
  async end(limitMs: number): Promise<void> {
    const until = timers.now() + limitMs;
    this.#wake();
    if (this.connection.alive) {
      this.#dropAll();
      this.connection.tell(RESET_ABILITIES);
      await settledWithin(this.settled(), limitMs);
    }
    await this.connection.end(Math.max(0, until - timers.now()));
  }

  #more(asked: number): number {
    return asked < this.#atOnce ? this.#atOnce : Math.min(MOST_AT_ONCE, asked * 2);
  }

  async #grab<T>(count: number, make: (job: AssignedJob, token: HeldJob) => T): Promise<T[]> {
    const { connection } = this;
    if (!connection.alive) throw connection.failure;
    const call = new GrabCall(count, (job) => make(job, this.#hold(job)));
    this.#asleep = false;
    this.#grabs += 1;
    connection.askAll(call, count, GRABS.subarray(0, count * GRAB_BYTES));
    try {
      const made = await call.done;
      // What a connection held that has just ended is given to others.
      if (!connection.alive) throw connection.failure;
      return made;
    } finally {
      this.#grabs -= 1;
      if (this.#waiters.size > 0) this.#sleep();
    }
  }

  #hold({ handle }: AssignedJob): HeldJob {
    this.#held += 1;
    return { link: this, handle, era: this.#era };
  }

  #drop(token: HeldJob): void {
    if (!this.holds(token)) return;
    token.era = NO_ERA;
    this.#held -= 1;
  }

  #dropAll(): void {
    this.#era += 1;
    this.#held = 0;
  }

  /** Asks for a word when there is a job; one that is there already is told at once. */
  #sleep(): void {
    if (this.#asleep || this.#grabs > 0 || !this.connection.alive) return;
    this.#asleep = true;
    this.connection.tell(PRE_SLEEP);
  }

  #wake(): void {
    this.#asleep = false;
    for (const wake of this.#waiters) wake();
  }
}

/**
 * Some GRAB_JOB_UNIQ sent together: `done` has what was made of the jobs that came, or why there is
 * no answer.
 */
class GrabCall<T> implements ReplyTarget<Packet> {
  readonly #make: (job: AssignedJob) => T;
  readonly #made: T[] = [];
  #left: number;
  #resolve: (made: T[]) => void = () => undefined;
  #reject: (error: JobQueueError) => void = () => undefined;
  readonly done: Promise<T[]>;

  /** Calls `make` as each job arrives, while the server looks for the next. */
  constructor(count: number, make: (job: AssignedJob) => T) {
    this.#make = make;
    this.#left = count;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  reply(_index: number, packet: Packet): void {
    if (packet.type === PACKET.JOB_ASSIGN_UNIQ) this.#made.push(this.#make(assignedJob(packet)));
    this.#left -= 1;
    if (this.#left === 0) this.#resolve(this.#made);
  }

  fail(_index: number, error: JobQueueError): void {
    this.#reject(error);
  }
}
