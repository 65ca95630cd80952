import { JobQueueError } from '@jq/core/adapter';

/** Gets each reply: its line without CRLF and, where the protocol sends one, its body. */
export type ReplySink = (line: string, body: Buffer | undefined) => void;

const CRLF = Buffer.from('\r\n');
// The server's own lines have at most 224 bytes, names of tubes included.
const LONGEST_LINE = 1024;
const HAS_BODY = /^(?:RESERVED|FOUND|OK) /;
const BODY_SIZE = / (\d{1,10})$/;

/**
 * Cuts a stream of bytes into replies, however it arrives. A body is copied at most once, when all
 * of it is there.
 */
export class ReplyParser {
  readonly #sink: ReplySink;
  /** The beginning of something that has not arrived in full. */
  #rest: Buffer | undefined;
  /** The line whose body is arriving, its pieces, and how many bytes with CRLF there must be. */
  #line = '';
  #pieces: Buffer[] = [];
  #have = 0;
  #need = 0;

  constructor(sink: ReplySink) {
    this.#sink = sink;
  }

  /**
   * @throws JobQueueError `unexpected` for what beanstalkd never sends; nothing may be read after
   * it
   */
  read(bytes: Buffer): void {
    let data = bytes;
    let at = 0;
    if (this.#need > 0) {
      at = this.#readBody(data);
      if (at < 0) return;
    } else if (this.#rest !== undefined) {
      data = Buffer.concat([this.#rest, data]);
      this.#rest = undefined;
    }
    while (at < data.length) at = this.#readLine(data, at);
  }

  /** @returns where to go on */
  #readLine(data: Buffer, at: number): number {
    const end = data.indexOf(CRLF, at);
    if (end < 0) {
      if (data.length - at > LONGEST_LINE) throw unreadable('a line without end');
      this.#rest = data.subarray(at);
      return data.length;
    }
    const line = data.toString('latin1', at, end);
    const from = end + 2;
    if (!HAS_BODY.test(line)) {
      this.#sink(line, undefined);
      return from;
    }
    const size = BODY_SIZE.exec(line)?.[1];
    if (size === undefined) throw unreadable(`the reply "${line.slice(0, 80)}"`);
    const to = from + Number(size);
    if (data.length >= to + 2) {
      this.#sink(line, bodyOf(data.subarray(from, to + 2)));
      return to + 2;
    }
    this.#line = line;
    this.#need = Number(size) + 2;
    this.#pieces = [data.subarray(from)];
    this.#have = data.length - from;
    return data.length;
  }

  /** @returns how many of these bytes belonged to the body, −1 when more is missing */
  #readBody(data: Buffer): number {
    const missing = this.#need - this.#have;
    this.#pieces.push(data.subarray(0, missing));
    this.#have += Math.min(missing, data.length);
    if (this.#have < this.#need) return -1;
    const stored = Buffer.concat(this.#pieces, this.#need);
    this.#pieces = [];
    this.#need = 0;
    this.#sink(this.#line, bodyOf(stored));
    return missing;
  }
}

/**
 * The body without its CRLF. The server keeps the CRLF with the job and never looks at it again:
 * killed while it wrote a job into its binlog, it later sends zeros from where it had got to. Such
 * a body keeps all its bytes, so that a codec doesn't take it for whole; to end the connection
 * instead would let the job go round for ever.
 */
function bodyOf(stored: Buffer): Buffer {
  const whole = stored.indexOf(CRLF, stored.length - 2) >= 0;
  return whole ? stored.subarray(0, -2) : stored;
}

function unreadable(what: string): JobQueueError {
  return new JobQueueError(
    'unexpected',
    `${what} is not a reply of beanstalkd: is something else listening there?`,
    { cause: what },
  );
}
