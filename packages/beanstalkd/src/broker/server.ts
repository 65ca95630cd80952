import { closed, type LeaseBook, timers } from '@jq/core/adapter';
import { type ServerAddress, Dialer, nameOf, type Reachable, SoleConnection } from '@jq/core/tcp';

import { replyError } from '../errors.js';
import type { Settings } from '../options.js';
import { BatchSize } from './batch-size.js';
import { Connection } from './connection.js';
import { IdGuess } from './id-guess.js';
import { LeaseConnections, type Reserving } from './lease-connections.js';
import { type FactCheck, serverFacts, type ServerFacts } from './server-facts.js';

const END_LIMIT_MS = 2000;
const REVIVE_MS = 5000;

/**
 * One beanstalkd and all connections to it: one that puts, one that looks and operates, those that
 * reserve.
 */
export class Server implements Reachable {
  readonly name: string;
  readonly producer: SoleConnection<Connection>;
  readonly operator: SoleConnection<Connection>;
  readonly reserving: Reserving;
  readonly #dialer: Dialer;
  readonly #check: FactCheck;
  #facts: ServerFacts | undefined;
  #pausedUntil = 0;

  /** `check` judges what the server says each time the adapter connects to it. */
  constructor(
    address: ServerAddress,
    settings: Settings,
    parts: {
      readonly book: LeaseBook;
      readonly closed: AbortSignal;
      readonly check: FactCheck;
    },
  ) {
    const { connectMs, answerMs, maxConnections } = settings;
    this.name = nameOf(address);
    this.#check = parts.check;
    this.#dialer = new Dialer(parts.closed, () => closed('beanstalkd adapter'));
    const reach = { server: 'beanstalkd', address, connectMs, answerMs };
    const open = (): Promise<Connection> => Connection.open(reach);
    this.producer = new SoleConnection(this.#dialer, async () => {
      const connection = await open();
      this.#ask(connection).catch(() => undefined);
      return connection;
    });
    this.operator = new SoleConnection(this.#dialer, open);
    this.reserving = {
      connections: new LeaseConnections(this.#dialer, open, parts.book, maxConnections),
      batch: new BatchSize(),
      guess: new IdGuess(),
      names: settings.names,
      counting: settings.countAttempts,
    };
  }

  get down(): boolean {
    return this.#dialer.down;
  }

  revive(): void {
    this.producer.ready(timers.now() + REVIVE_MS).catch(() => undefined);
  }

  /** As last told; undefined before the first answer. */
  get facts(): ServerFacts | undefined {
    return this.#facts;
  }

  /** Asks the server about itself. @throws JobQueueError `unavailable`, `closed`, `invalid` */
  async look(until: number): Promise<ServerFacts> {
    return this.#ask(await this.producer.ready(until));
  }

  /**
   * The operator's connection has paused a queue: its watching keeps an empty queue, and the pause,
   * alive.
   */
  pausedFor(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, timers.now() + ms);
  }

  /** Ends all connections in good order: what was sent is answered, what is held is given back. */
  async end(): Promise<void> {
    const pausing = this.#pausedUntil > timers.now();
    const operator = pausing ? this.operator.current : undefined;
    if (operator !== undefined) linger(operator, this.#pausedUntil);
    await Promise.all([
      this.producer.end(END_LIMIT_MS),
      pausing ? undefined : this.operator.end(END_LIMIT_MS),
      this.reserving.connections.end(END_LIMIT_MS),
    ]);
  }

  async #ask(connection: Connection): Promise<ServerFacts> {
    const { line, body } = await connection.call('stats');
    if (body === undefined) throw replyError(connection.server, line);
    const facts = serverFacts(body);
    this.#facts = facts;
    const problem = this.#check(this.name, facts);
    if (problem !== undefined) throw problem;
    return facts;
  }
}

/** Leaves a connection open until then (on `performance.now`), or until the process ends. */
function linger(connection: Connection, until: number): void {
  connection.unref();
  const end = (): void => {
    const ms = Math.min(until - timers.now(), 2 ** 31 - 1);
    if (ms > 0) timers.setTimeout(end, Math.ceil(ms)).unref();
    else connection.destroy();
  };
  end();
}
