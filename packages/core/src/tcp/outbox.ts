import type { Socket } from 'node:net';

import { timers } from '../time/timers.js';

// Pieces smaller than this on average are cheaper to copy together than to hand over one by one.
const WORTH_COPYING = 2048;
const FLUSH_AT_BYTES = 65_536;

/** What is to be sent: requests of one tick travel together. */
export class Outbox {
  readonly #socket: Socket;
  readonly #flushAt: number;
  readonly #onFlush: () => void;
  readonly #flushSoon = (): void => this.flush();
  #pieces: (string | Uint8Array)[] = [];
  #bytes = 0;
  #hasBytes = false;
  /** Requests added since the last flush. */
  #unsent = 0;

  /**
   * Flushes early with every so many requests of a tick; `onFlush` is called when everything added
   * so far has been handed to the system.
   */
  constructor(socket: Socket, flushAt: number, onFlush: () => void) {
    this.#socket = socket;
    this.#flushAt = flushAt;
    this.#onFlush = onFlush;
  }

  /**
   * Adds one request, in one piece or three. Text is sent as latin1; bytes must not change any
   * more.
   */
  add(head: string | Uint8Array, body?: Uint8Array, end: string = ''): void {
    if (this.#unsent === 0) timers.nextTick(this.#flushSoon);
    this.#unsent += 1;
    this.#push(head);
    if (body !== undefined && body.length > 0) this.#push(body);
    if (end !== '') this.#push(end);
    if (this.#bytes >= FLUSH_AT_BYTES || this.#unsent >= this.#flushAt) this.flush();
  }

  flush(): void {
    if (this.#unsent === 0) return;
    const [pieces, bytes, hasBytes] = [this.#pieces, this.#bytes, this.#hasBytes];
    this.#pieces = [];
    this.#bytes = 0;
    this.#hasBytes = false;
    this.#unsent = 0;
    if (this.#socket.destroyed) return;
    this.#onFlush();
    if (!hasBytes) this.#socket.write(pieces.join(''), 'latin1');
    else if (pieces.length > 1 && bytes < pieces.length * WORTH_COPYING)
      this.#socket.write(together(pieces, bytes));
    else this.#writeEach(pieces);
  }

  #push(piece: string | Uint8Array): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (typeof piece !== 'string') this.#hasBytes = true;
  }

  #writeEach(pieces: readonly (string | Uint8Array)[]): void {
    this.#socket.cork();
    for (const piece of pieces)
      if (typeof piece === 'string') this.#socket.write(piece, 'latin1');
      else this.#socket.write(piece);
    this.#socket.uncork();
  }
}

function together(pieces: readonly (string | Uint8Array)[], bytes: number): Buffer {
  const all = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') all.write(piece, at, 'latin1');
    else all.set(piece, at);
    at += piece.length;
  }
  return all;
}
