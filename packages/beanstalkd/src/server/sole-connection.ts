import type { Connection } from '../wire/connection.js';
import type { Dialer } from './dialer.js';

/** At most one connection at a time, made when somebody needs it and again after it was lost. */
export class SoleConnection {
  readonly #dialer: Dialer;
  readonly #onOpen: (connection: Connection) => void;
  #current: Connection | undefined;
  #dialing: Promise<Connection> | undefined;

  /** `onOpen` may send the first commands. */
  constructor(dialer: Dialer, onOpen: (connection: Connection) => void = () => undefined) {
    this.#dialer = dialer;
    this.#onOpen = onOpen;
  }

  /** The connection, if it is there. */
  get current(): Connection | undefined {
    return this.#current?.alive === true ? this.#current : undefined;
  }

  /** @throws JobQueueError `unavailable` when there is none by `until`, `closed` */
  async ready(until: number): Promise<Connection> {
    const { current } = this;
    if (current !== undefined) return current;
    this.#dialing ??= this.#dial(until).finally(() => (this.#dialing = undefined));
    return this.#dialing;
  }

  /** Leaves it open until then (on `performance.now`), or until the process ends. */
  linger(until: number): void {
    const connection = this.#current;
    if (connection === undefined) return;
    connection.unref();
    const end = (): void => {
      const ms = Math.min(until - performance.now(), 2 ** 31 - 1);
      if (ms > 0) setTimeout(end, Math.ceil(ms)).unref();
      else connection.destroy();
    };
    end();
  }

  /** Ends it in good order. */
  async end(limitMs: number): Promise<void> {
    await this.#current?.end(limitMs);
  }

  async #dial(until: number): Promise<Connection> {
    const connection = await this.#dialer.dial(until);
    this.#current = connection;
    this.#onOpen(connection);
    return connection;
  }
}
