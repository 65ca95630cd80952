import { FLUSH_AT_BYTES, RawSocket } from '../../harness/raw-socket.mjs';

const CRLF = '\r\n';
const WITH_BODY = new Set(['RESERVED', 'FOUND', 'OK']);

/** The least for beanstalkd: no leases, nothing checked. */
export class RawClient extends RawSocket {
  #pieces = [];
  #have = 0;
  #need = 0;

  /** `callback(line, body)` */
  send(line, callback) {
    this.ask(Buffer.from(line + CRLF, 'latin1'), callback);
  }

  /** A command with a body. */
  sendBody(line, body, callback) {
    if (body.length > FLUSH_AT_BYTES) return this.#sendLarge(line, body, callback);
    const head = line.length + 2;
    const bytes = Buffer.allocUnsafe(head + body.length + 2);
    bytes.latin1Write(line + CRLF, 0);
    bytes.set(body, head);
    bytes.latin1Write(CRLF, head + body.length);
    this.ask(bytes, callback);
  }

  call(line) {
    return new Promise((resolve) =>
      this.send(line, (reply, body) => resolve({ line: reply, body })),
    );
  }

  /** Without copying it. */
  #sendLarge(line, body, callback) {
    this.flush();
    this.expect(callback);
    this.socket.cork();
    for (const piece of [line + CRLF, body, CRLF]) this.socket.write(piece, 'latin1');
    this.socket.uncork();
  }

  read(bytes) {
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
      this.callback()(line, body);
    }
    return at;
  }
}
