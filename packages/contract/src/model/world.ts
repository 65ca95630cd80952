import type { Reservation } from '@jq/core/adapter';
import fc from 'fast-check';

import type { Lab } from '../lab.js';
import type { Connection } from '../space.js';
import type { ModelLease } from './model.js';

export interface HeldLease {
  readonly model: ModelLease;
  readonly real: Reservation;
  /** Index of the connection that took it. */
  readonly by: number;
}

/** Something that time ends, as the model and as the real clock see it. */
interface Deadline {
  readonly model: number;
  readonly earliest: number;
  readonly latest: number;
}

/**
 * The real side of a model run: connections, queues, leases, and how its time goes with the
 * model's.
 */
export class World {
  readonly lab: Lab;
  readonly connections: Connection[];
  /** Every lease of this run, also those that are over: late calls are part of the game. */
  leases: HeldLease[] = [];
  readonly #run: string;
  #deadlines: Deadline[] = [];
  #modelNow = 0;

  constructor(lab: Lab, connections: Connection[], run: string) {
    this.lab = lab;
    this.connections = connections;
    this.#run = run;
  }

  connection(index: number): Connection {
    return this.connections[index % this.connections.length] as Connection;
  }

  /** The broker's name for a queue of the model. */
  queue(label: string): string {
    return this.lab.queueNamed(`${this.#run}-${label}`);
  }

  /** The label of a broker's queue name. */
  label(queue: string): string {
    return queue.slice(queue.lastIndexOf('-') + 1);
  }

  /** Does something whose consequences end by time, each after one of `durations`. */
  async timed<T>(
    act: () => Promise<T>,
    durations: (result: T) => readonly number[] = () => [],
  ): Promise<T> {
    const from = this.lab.now();
    const result = await act();
    const slack = this.lab.space.clock === undefined ? 2 * this.lab.supports.timeStepMs + 30 : 0;
    const to = this.lab.now() + slack;
    for (const ms of durations(result))
      if (ms > 0)
        this.#deadlines.push({ model: this.#modelNow + ms, earliest: from + ms, latest: to + ms });
    this.stillTrue();
    return result;
  }

  /** Lets real time pass until all that ends in the model by then has surely ended. */
  async advance(ms: number): Promise<void> {
    this.#modelNow += ms;
    const over = this.#deadlines.filter((each) => each.model <= this.#modelNow);
    this.#deadlines = this.#deadlines.filter((each) => each.model > this.#modelNow);
    const clock = this.lab.space.clock;
    const until = Math.max(...over.map((each) => each.latest), this.lab.now());
    if (clock !== undefined) await clock.advance(ms);
    else await this.lab.wait(Math.ceil(until - this.lab.now()));
    this.stillTrue();
  }

  /**
   * Drops the run if something ended which in the model has not: this machine was slow, or reserves
   * that waited took time of a clock that is turned by hand.
   */
  stillTrue(): void {
    const now = this.lab.now();
    fc.pre(this.#deadlines.every((each) => now < each.earliest));
  }
}
