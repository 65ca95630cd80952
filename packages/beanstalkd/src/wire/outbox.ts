import type { Socket } from 'node:net';

// Pieces smaller than this on average are cheaper to copy together than to hand over one by one.
const WORTH_COPYING = 2048;
const FLUSH_AT_BYTES = 65_536;

/** What is to be sent: all commands of one tick travel together. */
export class Outbox {
  readonly #socket: Socket;
  readonly #flushSoon = (): void => this.flush();
  #pieces: (string | Uint8Array)[] = [];
  #bytes = 0;
  #hasBytes = false;
  /** Commands added since the last flush. */
  unsent = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Adds one command, in one piece or three. Text is sent as latin1. */
  add(head: string, body?: Uint8Array, end: string = ''): void {
    if (this.unsent === 0) process.nextTick(this.#flushSoon);
    this.unsent += 1;
    this.#pieces.push(head);
    this.#bytes += head.length;
    if (body !== undefined) {
      this.#pieces.push(body, end);
      this.#bytes += body.length + end.length;
      this.#hasBytes = true;
    }
    if (this.#bytes >= FLUSH_AT_BYTES) this.flush();
  }

  flush(): void {
    if (this.#pieces.length === 0) return;
    const [pieces, bytes, mixed] = [this.#pieces, this.#bytes, this.#hasBytes];
    this.#pieces = [];
    this.#bytes = 0;
    this.#hasBytes = false;
    this.unsent = 0;
    if (this.#socket.destroyed) return;
    if (!mixed) this.#socket.write(pieces.join(''), 'latin1');
    else if (bytes < pieces.length * WORTH_COPYING) this.#socket.write(together(pieces, bytes));
    else this.#writeEach(pieces);
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
