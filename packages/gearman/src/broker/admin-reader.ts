import { JobQueueError } from '@jq/core/adapter';
import type { ReplyReader } from '@jq/core/tcp';

const LF = 10;
const LONGEST_LINE = 65_536;

/**
 * Cuts what the text protocol answers to `status` and `show jobs` into replies: lines up to one
 * with a dot alone, or an error.
 */
export class AdminReader implements ReplyReader {
  readonly #sink: (lines: readonly string[]) => void;
  #rest: Buffer = Buffer.alloc(0);
  #lines: string[] = [];

  constructor(sink: (lines: readonly string[]) => void) {
    this.#sink = sink;
  }

  /** @throws JobQueueError `unexpected` */
  read(bytes: Buffer): void {
    const data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF, at)) {
      this.#line(data.toString('latin1', at, end).replace(/\r$/, ''));
      at = end + 1;
    }
    this.#rest = data.subarray(at);
    if (this.#rest.length > LONGEST_LINE)
      throw new JobQueueError('unexpected', 'a line without end is not an answer of gearmand', {
        cause: this.#rest.length,
      });
  }

  #line(line: string): void {
    const ended = line === '.' || (this.#lines.length === 0 && line.startsWith('ERR '));
    if (line !== '.') this.#lines.push(line);
    if (!ended) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#sink(lines);
  }
}

/** How many jobs of one function a server has. */
export interface FunctionStatus {
  readonly name: string;
  /** Running ones and those that are not due included. */
  readonly total: number;
  readonly running: number;
}

/** Reads the answer to `status`. */
export function functionsOf(lines: readonly string[]): FunctionStatus[] {
  return lines.map((line) => {
    const [name = '', total, running] = line.split('\t');
    return { name, total: Number(total ?? 0), running: Number(running ?? 0) };
  });
}

/** How often a server took jobs back, by handle; those that it never did are not in it. */
export type Returns = ReadonlyMap<string, number>;

/** Reads the answer to `show jobs`. */
export function returnsOf(lines: readonly string[]): Returns {
  const returns = new Map<string, number>();
  for (const line of lines) {
    const at = line.indexOf('\t');
    // Most lines, of many.
    if (line.startsWith('\t0\t', at)) continue;
    const times = Number.parseInt(line.slice(at + 1), 10);
    if (at > 0 && times > 0) returns.set(line.slice(0, at), times);
  }
  return returns;
}
