import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

import type { Conditions } from './direction.js';
import { Link, type LostEnd } from './link.js';

const HEALTHY: Conditions = { delayMs: 0, sliceBytes: 0, stalled: false };

/** Stands between clients and one server on this machine and breaks their connections on demand. */
export class FaultProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #target: number;
  #conditions = HEALTHY;
  #refusing = false;
  #isDoomed: ((request: Buffer) => boolean) | undefined;
  #onDoomed: () => void = () => undefined;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => {
      if (this.#refusing) {
        client.on('error', () => undefined).resetAndDestroy();
        return;
      }
      const link: Link = new Link(
        client,
        this.#target,
        () => this.#conditions,
        () => this.#links.delete(link),
      );
      this.#links.add(link);
      link.listen((request) => this.#look(link, request));
    });
  }

  /** @internal */
  static async start(target: number): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, target);
  }

  /** Open connections. */
  get connections(): number {
    return this.#links.size;
  }

  /** Resets every connection at both ends; new ones work. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Resets every connection, and new ones as soon as they come, until `heal`. */
  refuse(): void {
    this.#refusing = true;
    this.cut();
  }

  /** Passes everything on this much later, in both directions, until `heal`. */
  delay(ms: number): void {
    this.#change({ delayMs: ms });
  }

  /** Passes at most so many bytes per packet, until `heal`. */
  slice(bytes = 1): void {
    this.#change({ sliceBytes: bytes });
  }

  /**
   * Passes nothing on, new connections included. `heal` delivers what is waiting, as a network
   * does.
   */
  blackHole(): void {
    this.#change({ stalled: true });
  }

  /** One end of every connection is gone and the other one isn't told; `heal` brings none back. */
  halfOpen(lost: LostEnd): void {
    for (const link of this.#links) link.lose(lost);
  }

  /**
   * The next request that matches reaches the server, its reply gets lost with the connection.
   * Resolves when that request came by.
   */
  loseReply(matches: (request: Buffer) => boolean = () => true): Promise<void> {
    this.#isDoomed = matches;
    return new Promise((resolve) => (this.#onDoomed = resolve));
  }

  /** New connections go to another port. */
  aim(port: number): void {
    this.#target = port;
  }

  /** Ends delay, slices, the black hole and refusal. */
  heal(): void {
    this.#refusing = false;
    this.#isDoomed = undefined;
    this.#conditions = HEALTHY;
    for (const link of this.#links) link.run();
  }

  /** Cuts everything and stops listening. */
  async stop(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #change(conditions: Partial<Conditions>): void {
    this.#conditions = { ...this.#conditions, ...conditions };
    for (const link of this.#links) link.run();
  }

  #look(link: Link, request: Buffer): void {
    if (this.#isDoomed?.(request) !== true) return;
    this.#isDoomed = undefined;
    link.loseNextReply();
    this.#onDoomed();
  }
}

/** Starts a proxy on a free loopback port that leads to `port` of this machine. */
export function startFaultProxy(port: number): Promise<FaultProxy> {
  return FaultProxy.start(port);
}
