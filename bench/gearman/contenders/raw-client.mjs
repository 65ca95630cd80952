import { connect } from 'node:net';

export const TYPE = {
  CAN_DO: 1,
  JOB_CREATED: 8,
  WORK_COMPLETE: 13,
  ECHO_REQ: 16,
  ECHO_RES: 17,
  SUBMIT_JOB_BG: 18,
  GRAB_JOB_UNIQ: 30,
  JOB_ASSIGN_UNIQ: 31,
};

const HEAD_BYTES = 12;
const TO_SERVER = 0x00524551; // "\0REQ"
const FLUSH_AT_BYTES = 65_536;

/** A packet with fields of text, NUL between them, and a body as the last one. */
export function packet(type, text, body) {
  const bodyBytes = body === undefined ? 0 : body.length;
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + text.length + bodyBytes);
  bytes.writeUInt32BE(TO_SERVER, 0);
  bytes.writeUInt32BE(type, 4);
  bytes.writeUInt32BE(text.length + bodyBytes, 8);
  bytes.latin1Write(text, HEAD_BYTES);
  if (bodyBytes > 0) bytes.set(body, HEAD_BYTES + text.length);
  return bytes;
}

/**
 * The least that can be done in Node: packets of one tick leave in one write, replies are cut out of what arrives, and
 * each calls its callback. No deadlines, no reconnection, no leases, nothing checked.
 */
export class RawClient {
  #socket;
  #callbacks = [];
  #next = 0;
  #out = [];
  #outBytes = 0;
  #rest;

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

  /** What gets no reply. */
  tell(bytes) {
    if (this.#out.length === 0) process.nextTick(() => this.#flush());
    this.#out.push(bytes);
    this.#outBytes += bytes.length;
    if (this.#outBytes >= FLUSH_AT_BYTES) this.#flush();
  }

  /** What gets one reply: `callback(type, data)`. */
  ask(bytes, callback) {
    this.#callbacks.push(callback);
    this.tell(bytes);
  }

  close() {
    this.#socket.destroy();
  }

  #flush() {
    if (this.#out.length === 0) return;
    const [out, bytes] = [this.#out, this.#outBytes];
    this.#out = [];
    this.#outBytes = 0;
    this.#socket.write(out.length === 1 ? out[0] : Buffer.concat(out, bytes));
  }

  #read(bytes) {
    const data = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (data.length - at >= HEAD_BYTES) {
      const end = at + HEAD_BYTES + data.readUInt32BE(at + 8);
      if (end > data.length) break;
      this.#callback()(data.readUInt32BE(at + 4), data.subarray(at + HEAD_BYTES, end));
      at = end;
    }
    this.#rest = at < data.length ? data.subarray(at) : undefined;
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
