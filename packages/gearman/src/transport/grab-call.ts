import type { JobQueueError, ReplyTarget } from '@jq/core';

import { type AssignedJob, assignedJob, PACKET, type Packet } from '../wire/packets.js';

/** Some GRAB_JOB_UNIQ sent together: `done` has the jobs that came, or why there is no answer. */
export class GrabCall implements ReplyTarget<Packet> {
  readonly #jobs: AssignedJob[] = [];
  #left: number;
  #resolve: (jobs: AssignedJob[]) => void = () => undefined;
  #reject: (error: JobQueueError) => void = () => undefined;
  readonly done: Promise<AssignedJob[]>;

  constructor(count: number) {
    this.#left = count;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  reply(_index: number, packet: Packet): void {
    if (packet.type === PACKET.JOB_ASSIGN_UNIQ) this.#jobs.push(assignedJob(packet));
    this.#left -= 1;
    if (this.#left === 0) this.#resolve(this.#jobs);
  }

  fail(_index: number, error: JobQueueError): void {
    this.#reject(error);
  }
}
