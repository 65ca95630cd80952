import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Broker } from './broker.js';
import { ServerProcess } from './server-process.js';

/** What differs from broker to broker. */
export interface Recipe {
  readonly scheme: string;
  /** Where `scheme://host:port` does not say all that an adapter needs. */
  readonly url?: (port: number) => string;
  /** Absolute path. */
  readonly binary: string;
  args(port: number, folder: string): readonly string[];
  ready(port: number): Promise<boolean>;
  /** Distances from its port at which it needs more of them. */
  readonly morePorts?: readonly number[];
}

const HOST = '127.0.0.1';
const ATTEMPTS = 5;
// Below the range from which systems choose ports for outgoing connections.
const LOWEST = 20_000;
const HIGHEST = 30_000;
const PORTS_TRIED = 200;

class OwnBroker implements Broker {
  readonly host = HOST;
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  readonly #recipe: Recipe;
  #server: ServerProcess | undefined;

  constructor(recipe: Recipe, port: number, folder: string) {
    this.#recipe = recipe;
    this.folder = folder;
    this.port = port;
    this.url = recipe.url?.(port) ?? `${recipe.scheme}://${HOST}:${port}`;
  }

  get pid(): number {
    if (this.#server === undefined) throw new Error(`${this.url} is down`);
    return this.#server.pid;
  }

  async start(): Promise<void> {
    this.#server = await ServerProcess.start({
      binary: this.#recipe.binary,
      args: this.#recipe.args(this.port, this.folder),
      folder: this.folder,
      ready: () => this.#recipe.ready(this.port),
    });
  }

  async kill9(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.end(signal);
  }
}

/** Starts a broker on a free port; tries another one when somebody else was faster. */
export async function startOwnBroker(recipe: Recipe): Promise<Broker> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), `jq-broker-`));
    const broker = new OwnBroker(recipe, await freePort(recipe.morePorts), folder);
    try {
      await broker.start();
      return broker;
    } catch (error) {
      await broker.stop();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * A loopback port that nobody listens on, and with it those at the given distances. Another process
 * may take it before the broker does: whoever starts the broker tries again.
 */
async function freePort(distances: readonly number[] = []): Promise<number> {
  for (let attempt = 0; attempt < PORTS_TRIED; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    const free = await Promise.all([0, ...distances].map((distance) => isFree(port + distance)));
    if (free.every(Boolean)) return port;
  }
  throw new Error(`no free port found between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
