import { connect } from 'node:net';

export const FLUSH_AT_BYTES = 65_536;

/**
 * The least that can be done in Node to talk over TCP: requests of one tick leave in one write, and
 * each reply calls the callback of its request. No deadlines, no reconnection, nothing checked. Who
 * extends it cuts the replies out of what arrives, in `read`.
 */
export class RawSocket {
  socket;
  #callbacks = [];
  #next = 0;
  #out = [];
  #outBytes = 0;

  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new this(socket)));
    });
  }

  constructor(socket) {
    this.socket = socket;
    socket.on('data', (bytes) => this.read(bytes));
  }

  close() {
    this.socket.destroy();
  }

  /** What gets no reply. */
  tell(bytes) {
    if (this.#out.length === 0) process.nextTick(() => this.flush());
    this.#out.push(bytes);
    this.#outBytes += bytes.length;
    if (this.#outBytes >= FLUSH_AT_BYTES) this.flush();
  }

  /** What gets one reply. */
  ask(bytes, callback) {
    this.#callbacks.push(callback);
    this.tell(bytes);
  }

  /** A reply will come for what was written without this class. */
  expect(callback) {
    this.#callbacks.push(callback);
  }

  flush() {
    if (this.#out.length === 0) return;
    const [out, bytes] = [this.#out, this.#outBytes];
    this.#out = [];
    this.#outBytes = 0;
    this.socket.write(out.length === 1 ? out[0] : Buffer.concat(out, bytes));
  }

  /** Whose reply comes next. */
  callback() {
    const callback = this.#callbacks[this.#next];
    this.#callbacks[this.#next] = undefined;
    this.#next += 1;
    if (this.#next === this.#callbacks.length) {
      this.#callbacks = [];
      this.#next = 0;
    }
    return callback;
  }
}
