import { NOBODY } from '@jq/core/tcp';

import type { Connection } from '../wire/connection.js';
import type { Delivery } from './delivery.js';

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
  readonly #open: ReadonlyMap<string, Delivery>;
  readonly #onLapse: (delivery: Delivery) => void;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(
    connection: Connection,
    open: ReadonlyMap<string, Delivery>,
    onLapse: (delivery: Delivery) => void,
  ) {
    this.#connection = connection;
    this.#open = open;
    this.#onLapse = onLapse;
  }

  /** A deadline that may be earlier than all others. */
  expect(endsBy: number): void {
    if (endsBy >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = endsBy;
    const ms = Math.ceil(endsBy + PING_AFTER_MS - performance.now());
    this.#timer = setTimeout(this.#look, Math.min(Math.max(0, ms), 2 ** 31 - 1)).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timerAt = -Infinity;
  }

  readonly #look = (): void => {
    this.#timerAt = Infinity;
    const now = performance.now();
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
