import { type BrokerNames, closed, timers } from '@jq/core/adapter';
import {
  type ServerAddress,
  Dialer,
  nameOf,
  type Reach,
  type Reachable,
  SoleConnection,
} from '@jq/core/tcp';

import { isAside } from '../delays.js';
import type { Settings } from '../options.js';
import { AdminConnection } from './admin-connection.js';
import { Connection } from './connection.js';
import { EarlierDeliveries, ReturnQuestions } from './earlier-deliveries.js';
import { probeFailure, probeRetries } from './probe.js';
import { WorkerLink } from './worker-link.js';

const END_LIMIT_MS = 2000;
const REVIVE_MS = 5000;

/**
 * One gearmand and all connections to it: one that submits, one that asks for counts, one per
 * function that takes jobs.
 */
export class Server implements Reachable {
  readonly name: string;
  readonly producer: SoleConnection<Connection>;
  readonly admin: SoleConnection<AdminConnection>;
  readonly #reach: Reach;
  readonly #dialer: Dialer;
  readonly #questions: ReturnQuestions;
  readonly #links = new Map<string, SoleConnection<WorkerLink>>();
  readonly #names: BrokerNames;
  #proven: boolean;

  /** `closing` ends all attempts to connect. */
  constructor(address: ServerAddress, settings: Settings, closing: AbortSignal) {
    const { connectMs, answerMs } = settings;
    this.name = nameOf(address);
    this.#reach = { server: 'gearmand', address, connectMs, answerMs };
    this.#names = settings.names;
    this.#proven = !settings.probe;
    this.#dialer = new Dialer(closing, () => closed('gearman adapter'));
    this.producer = new SoleConnection(this.#dialer, () => this.#openProducer());
    // Apart: a server that can't be asked about its jobs may well give them.
    const asking = new Dialer(closing, () => closed('gearman adapter'));
    this.admin = new SoleConnection(asking, () => AdminConnection.open(this.#reach));
    this.#questions = new ReturnQuestions(this.admin);
  }

  get down(): boolean {
    return this.#dialer.down;
  }

  revive(): void {
    this.producer.ready(timers.now() + REVIVE_MS).catch(() => undefined);
  }

  /** @throws JobQueueError `unavailable`, `closed`; `invalid` when it drops jobs */
  async look(until: number): Promise<void> {
    await this.producer.ready(until);
  }

  /** What takes jobs of one queue, or of one kept beside it. */
  links(place: string): SoleConnection<WorkerLink> {
    const known = this.#links.get(place);
    if (known !== undefined) return known;
    const links = new SoleConnection(this.#dialer, () => this.#openLink(place));
    this.#links.set(place, links);
    return links;
  }

  /** Ends all connections in good order: what was sent is answered, what is held is given back. */
  async end(): Promise<void> {
    const parts = [this.producer, this.admin, ...this.#links.values()];
    await Promise.all(parts.map((part) => part.end(END_LIMIT_MS)));
  }

  async #openLink(place: string): Promise<WorkerLink> {
    // Nothing is taken from a server that would drop it.
    if (!this.#proven) (await this.#openProducer()).destroy();
    const connection = await Connection.open(this.#reach, 'worker');
    // Workers are given tasks of ordinary queues alone.
    const earlier = isAside(place) ? undefined : new EarlierDeliveries(this.#questions);
    return new WorkerLink(connection, this.#names.toBroker(place), earlier);
  }

  async #openProducer(): Promise<Connection> {
    const producer = await Connection.open(this.#reach, 'producer');
    if (this.#proven) return producer;
    try {
      const worker = await Connection.open(this.#reach, 'worker');
      await probeRetries(producer, worker).finally(() => worker.destroy());
      this.#proven = true;
      return producer;
    } catch (error) {
      producer.destroy();
      throw probeFailure(producer.server, error);
    }
  }
}
