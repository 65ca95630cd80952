import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { timers } from '@jq/core/adapter';

import { damaged, systemCode } from '../errors.js';

/** A clock that counts from some point of its own. */
export interface TickSource {
  now(): number;
}

/**
 * The time that records carry: milliseconds that go on over restarts of the machine and that all
 * processes share. The first process after a start of the machine fixes how far the machine's own
 * clock is behind; it never falls behind the journal, so leases and delays go on to end.
 */
export class LogicalClock {
  readonly #source: TickSource;
  readonly #offset: number;

  private constructor(source: TickSource, offset: number) {
    this.#source = source;
    this.#offset = offset;
  }

  now(): number {
    return this.#offset + this.#source.now();
  }

  /**
   * `latest` reads the newest time in the journal; asked only once after a start of the machine.
   */
  static open(
    folder: string,
    boot: string,
    source: TickSource,
    latest: () => number,
  ): LogicalClock {
    const path = join(folder, `clock-${boot}`);
    const known = readOffset(path);
    if (known !== undefined) return new LogicalClock(source, known);
    const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
    writeFileSync(draft, String(Math.max(timers.wallTime(), latest()) - source.now()));
    try {
      linkSync(draft, path);
      for (const name of readdirSync(folder))
        if (/^clock-[^.]+$/.test(name) && name !== `clock-${boot}`)
          rmSync(join(folder, name), { force: true });
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    return new LogicalClock(source, readOffset(path) as number);
  }
}

function readOffset(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const offset = Number(text);
  if (text === '' || !Number.isFinite(offset)) throw damaged(path, 'the clock is not readable');
  return offset;
}
