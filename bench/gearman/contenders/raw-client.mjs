import { RawSocket } from '../../harness/raw-socket.mjs';

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

/** The least for gearmand: no leases, nothing checked. Replies come as `callback(type, data)`. */
export class RawClient extends RawSocket {
  #rest;

  read(bytes) {
    const data = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (data.length - at >= HEAD_BYTES) {
      const end = at + HEAD_BYTES + data.readUInt32BE(at + 8);
      if (end > data.length) break;
      this.callback()(data.readUInt32BE(at + 4), data.subarray(at + HEAD_BYTES, end));
      at = end;
    }
    this.#rest = at < data.length ? data.subarray(at) : undefined;
  }
}
