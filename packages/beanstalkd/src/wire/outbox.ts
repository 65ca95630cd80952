import type { Socket } from 'node:net';

// Pieces smaller than this on average are cheaper to copy together than to hand over one by one.
const WORTH_COPYING = 2048;
const FLUSH_AT_BYTES = 65_536;

/** What is to be sent: all commands of one tick travel together. */
export class Outbox {
  readonly #socket: Socket;
  readonly #flushSoon = (): void => this.flush();
  #pieces: (string | Buffer)[] = [];
  #bytes = 0;
  #hasBuffers = false;
  /** Commands added since the last flush. */
  unsent = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Adds one command; `more` are the rest of its pieces. Text is sent as latin1. */
  add(piece: string | Buffer, ...more: Buffer[]): void {
    if (this.unsent === 0) process.nextTick(this.#flushSoon);
    this.unsent += 1;
    this.#push(piece);
    for (const each of more) this.#push(each);
    if (this.#bytes >= FLUSH_AT_BYTES) this.flush();
  }

  flush(): void {
    if (this.#pieces.length === 0) return;
    const [pieces, bytes, mixed] = [this.#pieces, this.#bytes, this.#hasBuffers];
    this.#pieces = [];
    this.#bytes = 0;
    this.#hasBuffers = false;
    this.unsent = 0;
    if (this.#socket.destroyed) return;
    if (!mixed) this.#socket.write(pieces.join(''), 'latin1');
    else if (bytes < pieces.length * WORTH_COPYING) this.#socket.write(together(pieces, bytes));
    else this.#writeEach(pieces);
  }

  #writeEach(pieces: readonly (string | Buffer)[]): void {
    this.#socket.cork();
    for (const piece of pieces)
      if (typeof piece === 'string') this.#socket.write(piece, 'latin1');
      else this.#socket.write(piece);
    this.#socket.uncork();
  }

  #push(piece: string | Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (typeof piece !== 'string') this.#hasBuffers = true;
  }
}

function together(pieces: readonly (string | Buffer)[], bytes: number): Buffer {
  const all = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const piece of pieces)
    at += typeof piece === 'string' ? all.write(piece, at, 'latin1') : piece.copy(all, at);
  return all;
}
