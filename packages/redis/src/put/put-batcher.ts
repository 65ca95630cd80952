import { JobQueueError, type NewTask } from '@jq/core/adapter';

import { BEGUN } from '../broker/scripts/put.js';
import type { Server } from '../broker/server.js';
import { supports } from '../supports.js';
import { type PutCall, putCall } from './put-call.js';

/** Why tasks failed, by index; nothing for those that did not. */
export type Failures = (JobQueueError | undefined)[];

/** One call of put. */
interface Job {
  readonly tasks: readonly NewTask[];
  readonly failures: Failures;
  sent: number;
  left: number;
  readonly resolve: (failures: Failures) => void;
}

/** The part of a job that travels in one request. */
interface Share {
  readonly job: Job;
  readonly from: number;
  readonly to: number;
}

// Two on the way keep both ends busy; what comes meanwhile makes the next one larger.
const MOST_UNDER_WAY = 2;
const MOST_BYTES = 1_048_576;

/** Puts of one queue, in order: few requests with many tasks rather than many with few. */
export class PutBatcher {
  readonly #server: Server;
  readonly #tellName: () => Promise<void>;
  /** How the arguments of each script begin; the place comes next. */
  readonly #begin: Readonly<Record<PutCall['script'], readonly string[]>>;
  #jobs: Job[] = [];
  #calls = 0;
  #underWay = 0;
  /**
   * Where requests under way leave word on the server that they were run: no two in the same place.
   */
  readonly #places: string[] = [];
  /** Of several scripts one may be unknown to the server and be sent again, behind the other. */
  #onlyOne = false;

  /** @param tellName gives the server the queue's name; never rejects */
  constructor(server: Server, queue: string, tellName: () => Promise<void>) {
    this.#server = server;
    this.#tellName = tellName;
    const begin = (name: PutCall['script']): string[] => {
      const { sha, parts } = server.scripts[name];
      return [sha, String(parts.length), ...server.keys.all(queue, parts).slice(0, -1)];
    };
    this.#begin = { put: begin('put'), putOne: begin('putOne') };
    for (let place = 0; place < MOST_UNDER_WAY; place++)
      this.#places.push(`${server.keys.of(queue, 'sent')}:${place}`);
  }

  put(tasks: readonly NewTask[]): Promise<Failures> {
    return new Promise((resolve) => {
      this.#jobs.push({ tasks, failures: [], sent: 0, left: tasks.length, resolve });
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#jobs.length > 0 && this.#underWay < (this.#onlyOne ? 1 : MOST_UNDER_WAY))
      this.#send(this.#shares());
  }

  /** The next tasks, as many as one request may carry. */
  #shares(): Share[] {
    const shares: Share[] = [];
    let room: number = supports.maxBatch;
    let bytes = 0;
    let whole = 0;
    for (const job of this.#jobs) {
      const from = job.sent;
      while (job.sent < job.tasks.length && room > 0 && bytes < MOST_BYTES) {
        bytes += job.tasks[job.sent]?.body.byteLength ?? 0;
        job.sent++;
        room--;
      }
      if (job.sent > from) shares.push({ job, from, to: job.sent });
      if (job.sent < job.tasks.length) break;
      whole++;
    }
    if (whole === this.#jobs.length) this.#jobs = [];
    else this.#jobs.splice(0, whole);
    return shares;
  }

  #send(shares: readonly Share[]): void {
    const { script, args } = putCall(tasksOf(shares), this.#underWay === 0);
    this.#onlyOne = script === 'putOne';
    this.#underWay++;
    const place = this.#places.pop() as string;
    const before = [...this.#begin[script], place, String(++this.#calls)];
    const over = (failure: JobQueueError | undefined): void => {
      this.#places.push(place);
      this.#done(shares, failure);
    };
    this.#server.link.send({
      name: 'evalsha',
      args: [...before, '', ...args],
      script: this.#server.scripts[script],
      onRepeat: (sent) => void (sent[before.length] = '1'),
      resolve: (reply) => {
        if (reply !== BEGUN) over(undefined);
        else void this.#tellName().then(() => over(undefined));
      },
      reject: (error) => over(JobQueueError.from(error, 'put')),
    });
  }

  #done(shares: readonly Share[], failure: JobQueueError | undefined): void {
    this.#underWay--;
    for (const { job, from, to } of shares) {
      if (failure !== undefined) for (let i = from; i < to; i++) job.failures[i] = failure;
      job.left -= to - from;
      if (job.left === 0) job.resolve(job.failures);
    }
    this.#pump();
  }
}

function tasksOf(shares: readonly Share[]): readonly NewTask[] {
  const [first] = shares;
  if (shares.length === 1 && first?.to === first?.job.tasks.length && first?.from === 0)
    return first.job.tasks;
  return shares.flatMap(({ job, from, to }) => job.tasks.slice(from, to));
}
