import { connect, type Socket } from 'node:net';

import { type Conditions, Direction } from './direction.js';

/** Which end of a half-open connection is gone without the other one knowing. */
export type LostEnd = 'client' | 'server';

/** One connection through the proxy. */
export class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #requests: Direction;
  readonly #replies: Direction;
  #halfOpen = false;
  #loseNextReply = false;

  constructor(client: Socket, port: number, conditions: () => Conditions, onGone: () => void) {
    this.#client = client;
    this.#server = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    client.setNoDelay(true);
    this.#requests = new Direction(client, this.#server, conditions);
    this.#replies = new Direction(this.#server, client, conditions);
    for (const socket of [client, this.#server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (!this.#halfOpen) this.cut();
        if (client.destroyed && this.#server.destroyed) onGone();
      });
    }
    this.#server.on('data', (bytes) => this.#onReply(bytes));
  }

  /** `onRequest` sees each chunk before the server gets it. */
  listen(onRequest: (bytes: Buffer) => void): void {
    this.#client.on('data', (bytes) => {
      onRequest(bytes);
      if (!this.#halfOpen) this.#requests.pass(bytes);
    });
  }

  /**
   * Requests go on to the server, its next reply doesn't come back: the connection ends instead.
   */
  loseNextReply(): void {
    this.#loseNextReply = true;
  }

  /** Both ends see a reset. */
  cut(): void {
    this.#halfOpen = false;
    for (const socket of [this.#client, this.#server])
      if (!socket.destroyed) socket.resetAndDestroy();
  }

  /** One end is reset; to the other the connection looks alive, and nothing answers. */
  lose(end: LostEnd): void {
    if (this.#halfOpen) return;
    this.#halfOpen = true;
    (end === 'client' ? this.#client : this.#server).resetAndDestroy();
  }

  /** Conditions have changed. */
  run(): void {
    this.#requests.run();
    this.#replies.run();
  }

  #onReply(bytes: Buffer): void {
    if (this.#loseNextReply) this.cut();
    else if (!this.#halfOpen) this.#replies.pass(bytes);
  }
}
