import type { Socket } from 'node:net';

// Pieces smaller than this on average are cheaper to copy together than to hand over one by one.
const WORTH_COPYING = 2048;
const FLUSH_AT_BYTES = 65_536;
// A server that has the first of many requests works on them while the others are being made.
const FLUSH_AT_PIECES = 32;

/** What is to be sent: requests of one tick travel together. */
export class Outbox {
  readonly #socket: Socket;
  readonly #onFlush: () => void;
  readonly #flushSoon = (): void => this.flush();
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** `onFlush` is called when everything added so far has been handed to the system. */
  constructor(socket: Socket, onFlush: () => void) {
    this.#socket = socket;
    this.#onFlush = onFlush;
  }

  /** Adds the pieces of one request. They must not change any more. */
  add(piece: Buffer, more?: Buffer): void {
    if (this.#pieces.length === 0) process.nextTick(this.#flushSoon);
    this.#push(piece);
    if (more !== undefined && more.length > 0) this.#push(more);
    if (this.#bytes >= FLUSH_AT_BYTES || this.#pieces.length >= FLUSH_AT_PIECES) this.flush();
  }

  flush(): void {
    if (this.#pieces.length === 0) return;
    const [pieces, bytes] = [this.#pieces, this.#bytes];
    this.#pieces = [];
    this.#bytes = 0;
    if (this.#socket.destroyed) return;
    this.#onFlush();
    const [first] = pieces;
    if (pieces.length === 1 && first !== undefined) this.#socket.write(first);
    else if (bytes < pieces.length * WORTH_COPYING)
      this.#socket.write(Buffer.concat(pieces, bytes));
    else this.#writeEach(pieces);
  }

  #writeEach(pieces: readonly Buffer[]): void {
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
  }

  #push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}
