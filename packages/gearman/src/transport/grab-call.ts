import type { JobQueueError } from '@jq/core/adapter';
import type { ReplyTarget } from '@jq/core/tcp';

import { type AssignedJob, assignedJob, PACKET, type Packet } from '../wire/packets.js';

/**
 * Some GRAB_JOB_UNIQ sent together: `done` has what was made of the jobs that came, or why there is
 * no answer.
 */
export class GrabCall<T> implements ReplyTarget<Packet> {
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
