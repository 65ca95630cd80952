import { type JobQueueError, JobQueueError as JqError, type NewTask } from '@jq/core';

import type { Broker } from './broker.js';
import { putArgs } from './put-call.js';
import { supports } from './supports.js';

/** One call of put. */
interface Job {
  readonly tasks: readonly NewTask[];
  /** Why tasks failed, by index. */
  readonly failures: Map<number, JobQueueError>;
  sent: number;
  left: number;
  readonly resolve: () => void;
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

/** Puts of one queue, in order, few requests with many tasks instead of many with few. */
export class PutLine {
  readonly #broker: Broker;
  readonly #queue: string;
  #jobs: Job[] = [];
  #underWay = 0;

  constructor(broker: Broker, queue: string) {
    this.#broker = broker;
    this.#queue = queue;
  }

  /** Answers why tasks failed, by index. */
  put(tasks: readonly NewTask[]): Promise<ReadonlyMap<number, JobQueueError>> {
    return new Promise((resolve) => {
      const failures = new Map<number, JobQueueError>();
      const job = { tasks, failures, sent: 0, left: tasks.length, resolve: () => resolve(failures) };
      this.#jobs.push(job);
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#underWay < MOST_UNDER_WAY && this.#jobs.length > 0) void this.#send(this.#shares());
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
    this.#jobs.splice(0, whole);
    return shares;
  }

  async #send(shares: readonly Share[]): Promise<void> {
    this.#underWay++;
    const tasks = shares.flatMap(({ job, from, to }) => job.tasks.slice(from, to));
    let failure: JobQueueError | undefined;
    try {
      await this.#broker.run('put', this.#queue, putArgs(tasks));
    } catch (error) {
      failure = JqError.from(error, 'put');
    }
    this.#underWay--;
    for (const { job, from, to } of shares) {
      if (failure !== undefined)
        for (let index = from; index < to; index++) job.failures.set(index, failure);
      job.left -= to - from;
      if (job.left === 0) job.resolve();
    }
    this.#pump();
  }
}
