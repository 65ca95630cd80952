import { JobQueueError } from '@jq/core/adapter';
import type { ReplyReader } from '@jq/core/tcp';

import { FROM_SERVER, HEAD_BYTES, type Packet } from './packets.js';

/**
 * Cuts a stream of bytes into packets, however it arrives. A body is copied at most once, when all
 * of it is there.
 */
export class PacketReader implements ReplyReader {
  readonly #sink: (packet: Packet) => void;
  /** The beginning of a packet that has not arrived in full. */
  #pieces: Buffer[] = [];
  #have = 0;
  #need: number = HEAD_BYTES;

  constructor(sink: (packet: Packet) => void) {
    this.#sink = sink;
  }

  /** @throws JobQueueError `unexpected` for what no gearmand sends; nothing may be read after it */
  read(bytes: Buffer): void {
    let data = bytes;
    if (this.#have > 0) {
      this.#pieces.push(bytes);
      this.#have += bytes.length;
      if (this.#have < this.#need) return;
      data = Buffer.concat(this.#pieces, this.#have);
      this.#pieces = [];
      this.#have = 0;
    }
    let at = 0;
    while (data.length - at >= HEAD_BYTES) {
      const end = at + sizeOf(data, at);
      if (end > data.length) break;
      this.#sink({
        type: data.readUInt32BE(at + 4),
        bytes: data,
        start: at + HEAD_BYTES,
        end,
      });
      at = end;
    }
    if (at < data.length) this.#keep(at === 0 ? data : data.subarray(at));
  }

  #keep(rest: Buffer): void {
    this.#pieces = [rest];
    this.#have = rest.length;
    this.#need = rest.length < HEAD_BYTES ? HEAD_BYTES : sizeOf(rest, 0);
  }
}

function sizeOf(data: Buffer, at: number): number {
  if (data.readUInt32BE(at) === FROM_SERVER) return HEAD_BYTES + data.readUInt32BE(at + 8);
  const bytes = data.toString('hex', at, at + HEAD_BYTES);
  throw new JobQueueError(
    'unexpected',
    `${bytes} is not a packet of gearmand: is something else listening there?`,
    { cause: bytes },
  );
}
