import { connect } from 'node:net';

const CRLF = '\r\n';
const FLUSH_AT_BYTES = 65_536;
const WITH_BODY = new Set(['RESERVED', 'FOUND', 'OK']);

/**
 * The least that can be done in Node: commands of one tick leave in one write, replies are cut out of what arrives, and
 * each calls its callback. No deadlines, no reconnection, no leases, nothing checked.
 */
export class RawClient {
  #socket;
  #callbacks = [];
  #next = 0;
  #out = [];
  #outBytes = 0;
  #pieces = [];
  #have = 0;
  #need = 0;

  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawClient(socket)));
    });
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#read(bytes));
  }

  /** `callback(line, body)` */
  send(line, callback) {
    this.#add(Buffer.from(line + CRLF, 'latin1'), callback);
  }

  /** A command with a body. */
  sendBody(line, body, callback) {
    if (body.length > FLUSH_AT_BYTES) return this.#sendLarge(line, body, callback);
    const head = line.length + 2;
    const bytes = Buffer.allocUnsafe(head + body.length + 2);
    bytes.latin1Write(line + CRLF, 0);
    bytes.set(body, head);
    bytes.latin1Write(CRLF, head + body.length);
    this.#add(bytes, callback);
  }

  call(line) {
    return new Promise((resolve) =>
      this.send(line, (reply, body) => resolve({ line: reply, body })),
    );
  }

  close() {
    this.#socket.destroy();
  }

  /** Without copying it. */
  #sendLarge(line, body, callback) {
    this.#flush();
    this.#callbacks.push(callback);
    this.#socket.cork();
    for (const piece of [line + CRLF, body, CRLF]) this.#socket.write(piece, 'latin1');
    this.#socket.uncork();
  }

  #add(bytes, callback) {
    if (this.#out.length === 0) process.nextTick(() => this.#flush());
    this.#callbacks.push(callback);
    this.#out.push(bytes);
    this.#outBytes += bytes.length;
    if (this.#outBytes >= FLUSH_AT_BYTES) this.#flush();
  }

  #flush() {
    if (this.#out.length === 0) return;
    const [out, bytes] = [this.#out, this.#outBytes];
    this.#out = [];
    this.#outBytes = 0;
    this.#socket.write(out.length === 1 ? out[0] : Buffer.concat(out, bytes));
  }

  #read(bytes) {
    this.#pieces.push(bytes);
    this.#have += bytes.length;
    // Pieces of a large body are put together once, when all of it is there.
    if (this.#have < this.#need) return;
    const data = this.#pieces.length === 1 ? bytes : Buffer.concat(this.#pieces, this.#have);
    const at = this.#cut(data);
    this.#pieces = at < data.length ? [data.subarray(at)] : [];
    this.#have = data.length - at;
  }

  /** Answers how far the replies that are whole go. */
  #cut(data) {
    this.#need = 0;
    let at = 0;
    while (at < data.length) {
      const end = data.indexOf(CRLF, at);
      if (end < 0) break;
      const line = data.latin1Slice(at, end);
      const space = line.indexOf(' ');
      let next = end + 2;
      let body;
      if (space > 0 && WITH_BODY.has(line.slice(0, space))) {
        const size = Number(line.slice(line.lastIndexOf(' ') + 1));
        if (data.length < next + size + 2) {
          this.#need = next + size + 2 - at;
          break;
        }
        body = data.subarray(next, next + size);
        next += size + 2;
      }
      at = next;
      this.#callback()(line, body);
    }
    return at;
  }

  #callback() {
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
